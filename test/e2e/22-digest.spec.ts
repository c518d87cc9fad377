import { as, gatewayToken } from '../support/api';
import { giveAccess } from '../support/giveAccess';
import { connectClient } from '../support/mcp';
import { expect, expectAccessible, shots, test } from '../support/people';
import { stack } from '../support/stack';

const DIGEST = `${stack.portal}/ai-tools/digest`;

test('Bob reads what happened on his servers, and what was refused', async ({
  bob: at,
}) => {
  await giveAccess('alice', 'everything', ['echo', 'get-sum']);
  const { token } = await gatewayToken('alice', 'everything');
  const client = await connectClient({ server: 'everything', token });
  await client.callTool({ name: 'echo', arguments: { message: 'hello' } });
  await client.callTool({ name: 'get-env', arguments: {} }).catch(() => {});
  await client.close();

  const { page } = at;
  const refused = page.getByRole('table', { name: 'What was refused' });
  // Usage is some seconds behind the calls.
  await expect(async () => {
    await page.goto(DIGEST);
    await expect(
      refused.getByRole('row').filter({ hasText: 'get-env' }),
    ).toContainText(/does not cover/i, { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  const short = page.getByRole('region', { name: 'In short' });
  await expect(short).toContainText(/Calls[1-9]/);
  await expect(
    page.getByRole('table', { name: 'Tools that nobody called' }),
  ).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 2_400 });
  await shots(at, '22-digest');
  await expectAccessible(at);

  // On paper there is the digest alone.
  await page.emulateMedia({ media: 'print' });
  await expect(short).toBeVisible();
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 1280, height: 900 });
});

test('Dave owns nothing, and is told so', async ({ dave: at }) => {
  await at.page.goto(DIGEST);
  await expect(at.page.getByText('You own no server')).toBeVisible();
  await shots(at, '22-digest-empty');
  await expectAccessible(at);
  const { registry } = await as('dave');
  const query = {
    owner: 'group:default/data-platform',
    ...{ from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' },
  };
  const { response } = await registry.GET('/reports/owner-digest', {
    params: { query },
  });
  expect(response.status).toBe(404);
});
