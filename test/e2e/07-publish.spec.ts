import { as, gatewayToken, grantAccess } from '../support/api';
import { connectClient, message, post } from '../support/mcp';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

const NAME = 'published';

test('Bob registers a server through the template', async ({ bob: at }) => {
  test.slow();
  const { page } = at;
  await page.goto(
    `${stack.portal}/create/templates/default/register-mcp-server`,
  );
  const next = page.getByRole('button', { name: /^next$/i });
  await page.getByRole('textbox', { name: /^name/i }).fill(NAME);
  await page.getByRole('textbox', { name: /^title/i }).fill('Published');
  await page
    .getByRole('textbox', { name: /^what it does/i })
    .fill('Another way to the try-out server');
  const owner = page
    .getByRole('combobox', { name: /owner/i })
    .or(page.getByRole('textbox', { name: /owner/i }))
    .first();
  await owner.fill('Data');
  await page.getByRole('option').first().click();
  await shot(at, '07-register-1');
  await next.click();

  await page
    .getByRole('button', { name: /risk/i })
    .or(page.getByRole('combobox', { name: /risk/i }))
    .first()
    .click();
  await page.getByRole('option', { name: /^low/i }).click();
  await page
    .getByRole('button', { name: /data classification/i })
    .or(page.getByRole('combobox', { name: /data classification/i }))
    .first()
    .click();
  await page.getByRole('option', { name: /^internal/i }).click();
  await shot(at, '07-register-2');
  await next.click();

  await page.getByRole('textbox', { name: /^address/i }).fill(stack.everything);
  await page.getByRole('button', { name: /^(?:review|next)$/i }).click();
  await page.getByRole('button', { name: /^create$/i }).click();
  await expect(page.getByText(/waits for review/i).first()).toBeVisible({
    timeout: 60_000,
  });
  await shot(at, '07-registered');
});

test('it is not served before Carol approved it', async () => {
  const bob = await as('bob');
  const made = await bob.gateway.POST('/tokens', {
    body: { serverRef: `api:default/${NAME}` },
  });
  if (made.response.ok) {
    const answer = await post({
      server: NAME,
      token: made.data!.token,
      body: message('tools/list'),
    });
    expect(await answer.text()).toContain('server.waiting');
  } else {
    expect(made.response.status).toBeGreaterThanOrEqual(403);
  }
});

test('Carol reviews what would run, and approves', async ({ carol: at }) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  const item = page
    .getByRole('listitem')
    .filter({ hasText: 'Another way to the try-out server' })
    .first();
  await expect(item).toBeVisible();
  await shots(at, '07-review');
  await expectAccessible(at);
  await item.getByRole('button', { name: /^approve/i }).click();
  await expect(item).toHaveCount(0);
  await shot(at, '07-reviewed');
});

test('then it is served', async () => {
  await grantAccess({ to: 'alice', by: 'bob', server: NAME });
  const { token } = await gatewayToken('alice', NAME);
  const client = await connectClient({ server: NAME, token });
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain(
    'echo',
  );
  await client.close();
});
