import { gatewayToken } from '../support/api';
import { connectClient } from '../support/mcp';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

// Dave knows spreadsheets, no terminal; he sits at 360 pixels.
const noSideways = async (page: import('@playwright/test').Page) => {
  const { wide, shown } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    shown: document.documentElement.clientWidth,
  }));
  expect(wide, 'nothing is cut off to the right').toBeLessThanOrEqual(shown);
};

test('Dave finds the orders by what they do, and asks', async ({
  dave: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools`);
  await page.getByRole('searchbox').first().fill('sales');
  const card = page.getByRole('listitem').filter({ hasText: 'Orders' }).first();
  await expect(card).toBeVisible();
  await shot(at, '08-find-360');
  await noSideways(page);
  await card.getByRole('link', { name: /ask for access/i }).click();

  await page
    .getByRole('textbox', { name: /what for/i })
    .fill('Last month’s sales for the board');
  await shot(at, '08-ask-360');
  await noSideways(page);
  await expectAccessible(at);
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByText('Your request is on its way')).toBeVisible({
    timeout: 60_000,
  });
  await shot(at, '08-asked-360');
});

test('Bob denies with a reason that reaches him, takes it back, and approves', async ({
  bob,
  dave,
}) => {
  const { page } = bob;
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  const item = page
    .getByRole('listitem')
    .filter({ hasText: 'Last month’s sales for the board' })
    .first();
  await item.getByRole('button', { name: /^deny/i }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Please say which months');
  await dialog.getByRole('button', { name: /^deny/i }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(item.getByRole('button', { name: /^approve/i })).toBeVisible();
  await item.getByRole('button', { name: /^approve/i }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();

  await dave.page.goto(`${stack.portal}/ai-tools/my-access`);
  await expect(
    dave.page.getByText('Last month’s sales for the board').first(),
  ).toBeVisible();
  await shots(dave, '08-my-access-360');
  await noSideways(dave.page);
});

test('his chat app needs one pasted address', async ({ dave: at }) => {
  const { page } = at;
  await page.goto(`${stack.portal}/catalog/default/api/orders/connect`);
  await expect(
    page.getByText(`${stack.gateway}/servers/default/orders/mcp`).first(),
  ).toBeVisible();
  await shots(at, '08-connect-360');

  const { token } = await gatewayToken('dave', 'orders');
  const client = await connectClient({ server: 'orders', token });
  const answer = await client.callTool({
    name: 'sales_summary',
    arguments: { groupBy: 'month' },
  });
  expect(answer.isError, JSON.stringify(answer.content)).toBeFalsy();
  await client.close();
});

test('Bob decides at 360 pixels too', async ({ bob: at }) => {
  const { page } = at;
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  await expect(page.getByRole('tab').first()).toBeVisible();
  await shots(at, '08-approvals-360');
  await noSideways(page);
  await page.setViewportSize({ width: 1280, height: 900 });
});
