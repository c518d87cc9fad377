import { as, gatewayApplied, gatewayToken, ok } from '../support/api';
import { connectClient } from '../support/mcp';
import { expect, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

test('Bob revokes, and every call that starts after the gateway applied it is refused', async ({
  bob: at,
}) => {
  const { page } = at;
  const { token } = await gatewayToken('alice', 'everything');
  const client = await connectClient({ server: 'everything', token });
  await client.callTool({
    name: 'echo',
    arguments: { message: 'still allowed' },
  });

  await page.goto(`${stack.portal}/catalog/default/api/everything/my-access`);
  const grant = page
    .getByRole('listitem')
    .filter({ hasText: /alice/i })
    .first();
  await grant.getByRole('button', { name: /give up access|revoke/i }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('The trial is over');
  await shot(at, '06-revoke');
  await dialog.getByRole('button', { name: /give up access|revoke/i }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/revoked/i).first()).toBeVisible();
  await shot(at, '06-revoked');

  const bob = await as('bob');
  const { items } = await ok(
    bob.registry.GET('/grants', {
      params: {
        query: {
          role: 'server',
          serverRef: 'api:default/everything',
          state: 'revoked',
        },
      },
    }),
  );
  const revoked = items.find(
    ({ subject }) => subject === 'user:default/alice',
  )!;
  const seconds = await gatewayApplied(revoked.revokedSequence!);
  process.stdout.write(
    `    the gateway applied the revocation after at most ${seconds.toFixed(
      2,
    )} s\n`,
  );
  await expect(
    client.callTool({ name: 'echo', arguments: { message: 'now?' } }),
  ).rejects.toThrow(/no access/i);
  await expect(connectClient({ server: 'everything', token })).rejects.toThrow(
    /access/i,
  );
});

test('Alice reads why, and how to ask again', async ({ alice: at }) => {
  await at.page.goto(`${stack.portal}/ai-tools/my-access`);
  await expect(at.page.getByText('The trial is over').first()).toBeVisible();
  await shots(at, '06-my-access');
});
