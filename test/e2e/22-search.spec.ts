import { expect, expectAccessible, shots, test } from '../support/people';
import { stack } from '../support/stack';

test('Bob finds the call by person and by the system that was reached, and opens its page', async ({
  bob: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/activity?role=owned`);
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByRole('textbox', { name: 'Who' }).fill('dave');
  await page.getByRole('textbox', { name: 'Reached system' }).fill('orders-db');
  await page.getByRole('textbox', { name: 'Tool' }).fill('sales_summary');
  await expect(page).toHaveURL(/system=orders-db/);
  const row = page.getByRole('row').filter({ hasText: 'sales_summary' });
  await expect(row.first()).toContainText('dave');
  await expect(page.getByRole('row').filter({ hasText: 'alice' })).toHaveCount(
    0,
  );
  await shots(at, '22-search');
  await expectAccessible(at);

  await row
    .first()
    .getByRole('button', { name: /detail/i })
    .click();
  await page.getByRole('link', { name: 'Open the page of this call' }).click();
  await expect(page).toHaveURL(/\/mcp\/activity\/[0-9a-f-]{36}$/);
  await expect(
    page.getByRole('link', { name: 'Every call by this grant' }),
  ).toBeVisible();
  // From where, what its version reaches, and what was counted some seconds later.
  const fact = (name: string) =>
    page
      .locator('dl > div')
      .filter({ has: page.getByText(name, { exact: true }) });
  await expect(fact('Called from')).toContainText('127.0.0.1');
  await expect(fact('Could reach')).toContainText('Orders database');
  await expect(fact('Tokens')).toContainText(/\d+ of arguments, [\d,]+ of/);
  await shots(at, '22-call-page');
  await expectAccessible(at);
});

test('Dave sees his own calls only, whatever he asks for', async ({
  dave: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/activity?user=alice`);
  await expect(
    page.getByRole('row').filter({ hasText: 'sales_summary' }).first(),
  ).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'alice' })).toHaveCount(
    0,
  );
});
