import { readFile } from 'node:fs/promises';
import { as, gatewayApplied, gatewayToken, ok } from '../support/api';
import { connectClient } from '../support/mcp';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

const NAME = 'everything';
const REF = `api:default/${NAME}`;

/** Longer than the time to answer a review, so that it is asked about. */
async function giveLongAccess(): Promise<string> {
  const alice = await as('alice');
  const bob = await as('bob');
  const request = await ok(
    alice.registry.POST('/access-requests', {
      body: {
        ...{ serverRef: REF, purpose: 'To see what is reviewed' },
        ...{ tools: { kind: 'all' }, durationDays: 90 },
      },
    }),
  );
  const { feed } = await ok(bob.gateway.GET('/info'));
  const decided = await ok(
    bob.registry.POST('/access-requests/{id}/decision', {
      params: { path: { id: request.id } },
      body: { decision: 'approve' },
    }),
  );
  await gatewayApplied(feed.sequence + 1);
  return decided.grantId ?? '';
}

test('access is reviewed: what was used stays, and the rest is gone at the gateway', async ({
  bob: owner,
  carol: reviewer,
}) => {
  test.slow();
  const grantId = await giveLongAccess();
  const { token } = await gatewayToken('alice', NAME);
  const client = await connectClient({ server: NAME, token });
  const call = async (name: string, args: object) =>
    await client.callTool({ name, arguments: { ...args } });
  await call('echo', { message: 'used' });

  const carol = await as('carol');
  const server = await ok(
    carol.registry.GET('/servers/{namespace}/{name}', {
      params: { path: { namespace: 'default', name: NAME } },
    }),
  );
  const destroys = server.toolSurface.tools.some(
    ({ effect }) => effect === 'destroys',
  );
  const tier =
    destroys && server.riskTier === 'low' ? 'medium' : server.riskTier;
  const { page } = reviewer;
  await page.goto(`${stack.portal}/ai-tools/approvals?tab=campaigns`);
  await page.getByRole('button', { name: 'Risk tier' }).click();
  await page
    .getByRole('option', { name: new RegExp(`^${tier} risk`, 'i') })
    .click();
  await page.getByRole('button', { name: 'Review now' }).click();
  await expect(page.getByText(/0 of \d+ answered/).first()).toBeVisible();
  await shots(reviewer, '21-reviews-campaign');
  await expectAccessible(reviewer);

  const at = owner.page;
  await at.goto(`${stack.portal}/ai-tools/approvals?tab=reviews`);
  const row = at
    .getByRole('row')
    .filter({ hasText: 'To see what is reviewed' });
  // The gateway writes calls down a moment later.
  await expect(async () => {
    await at.reload();
    await expect(row).toContainText('Keep what was used', { timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  await shots(owner, '21-reviews-table');
  await expectAccessible(owner);
  // By keyboard: tick it, then send.
  await row.getByRole('checkbox').focus();
  await at.keyboard.press('Space');
  await shot(owner, '21-reviews-ticked');
  const { feed } = await ok(carol.gateway.GET('/info'));
  await at.getByRole('button', { name: 'Send one answer' }).focus();
  await at.keyboard.press('Enter');
  await expect(at.getByText('One answer was taken.')).toBeVisible();
  await expect(row).toHaveCount(0);
  await gatewayApplied(feed.sequence + 1);

  const alice = await as('alice');
  const { items } = await ok(
    alice.registry.GET('/grants', { params: { query: { serverRef: REF } } }),
  );
  expect(items.find(({ id }) => id === grantId)).toMatchObject({
    ...{ state: 'active', tools: { kind: 'named', names: ['echo'] } },
  });
  await call('echo', { message: 'still' });
  await client.close();

  await page.reload();
  await expect(page.getByText(/1 narrowed/).first()).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).first().click(),
  ]);
  const csv = await readFile(await download.path(), 'utf8');
  expect(csv).toContain('tools_after');
  expect(csv).toMatch(/narrowed,.*user:default\/bob,.*,all,echo,true,/);
});

test('in an emergency access is there at once, seen by everybody, and reviewed by somebody else', async ({
  bob: owner,
  carol: admin,
}) => {
  test.slow();
  const { page } = admin;
  const carol = await as('carol');
  const { feed } = await ok(carol.gateway.GET('/info'));
  await page.goto(`${stack.portal}/catalog/default/api/${NAME}/my-access`);
  await page.getByRole('button', { name: 'Emergency access' }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('textbox', { name: /What is the emergency/ })
    .fill('Orders are stuck since ten');
  await shot(admin, '21-break-glass-dialog');
  await dialog.getByRole('button', { name: 'Take access now' }).click();
  await expect(page.getByText(/You hold emergency access to/)).toBeVisible();
  await shots(admin, '21-break-glass-banner');
  await expectAccessible(admin);

  await gatewayApplied(feed.sequence + 1);
  const { token } = await gatewayToken('carol', NAME);
  const client = await connectClient({ server: NAME, token });
  const answer = await client.callTool({
    ...{ name: 'echo', arguments: { message: 'stuck' } },
  });
  expect(JSON.stringify(answer.content)).toContain('stuck');
  await client.close();
  await expect
    .poll(
      async () =>
        (
          await ok(
            carol.gateway.GET('/calls', { params: { query: { limit: 20 } } }),
          )
        ).items.find(({ tool }) => tool === 'echo')?.grantKind,
      { timeout: 20_000 },
    )
    .toBe('break-glass');
  await page.goto(`${stack.portal}/ai-tools/activity`);
  await expect(page.getByText('Emergency access').first()).toBeVisible();
  await shot(admin, '21-break-glass-activity');

  const at = owner.page;
  await at.goto(`${stack.portal}/ai-tools/approvals?tab=reviews`);
  const review = at
    .getByRole('listitem')
    .filter({ hasText: 'Orders are stuck since ten' });
  await expect(review).toBeVisible();
  await shots(owner, '21-break-glass-review');
  await expectAccessible(owner);
  await review.getByRole('button', { name: 'Justified', exact: true }).click();
  const verdict = at.getByRole('dialog');
  await verdict.getByRole('textbox').fill('The incident is in the log');
  await verdict.getByRole('button', { name: 'Justified' }).click();
  await expect(review).toHaveCount(0);
});
