import { gatewayToken } from '../support/api';
import { connectClient, message, post } from '../support/mcp';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

test('before a grant her client is refused, and Connect says how to ask', async ({
  alice: at,
}) => {
  const { token } = await gatewayToken('alice', 'everything');
  await expect(connectClient({ server: 'everything', token })).rejects.toThrow(
    /access/i,
  );
  const listed = await post({
    server: 'everything',
    token,
    body: message('tools/list'),
  });
  expect(await listed.text()).toContain('grant.missing');

  await at.page.goto(`${stack.portal}/catalog/default/api/everything/connect`);
  await expect(
    at.page.getByRole('link', { name: /ask for access/i }),
  ).toBeVisible();
  await shots(at, '03-connect-before');
});

test('Alice asks through the embedded template: three questions, and who decides', async ({
  alice: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/catalog/default/api/everything`);
  await page
    .getByRole('link', { name: /ask for access/i })
    .first()
    .click();
  await expect(page).toHaveURL(/\/ai-tools\/request\?/);
  const purpose = page.getByRole('textbox', { name: /what for/i });
  await expect(purpose).toBeVisible();
  await expect(page.getByText(/Bob Tanaka decides/).first()).toBeVisible();
  await shot(at, '03-ask');
  await expectAccessible(at);

  await purpose.fill('Try the echo tool from my editor');
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByText('Your request is on its way')).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText(/Bob Tanaka decides/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /logs?$/i })).toHaveCount(0);
  await shot(at, '03-asked');
  await expectAccessible(at);
});

test('her request is in My access, pending', async ({ alice: at }) => {
  await at.page.goto(`${stack.portal}/ai-tools/my-access`);
  await expect(
    at.page.getByText('Try the echo tool from my editor'),
  ).toBeVisible();
  await expect(at.page.getByText(/waiting|pending/i).first()).toBeVisible();
  await shots(at, '03-my-access');
  await expectAccessible(at);
});
