import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

test('Alice searches by what a server does, not by its name', async ({
  alice: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools`);
  const list = page
    .getByRole('list', { name: 'AI tools', exact: true })
    .getByRole('listitem');
  await expect(list.filter({ hasText: 'Everything' })).toBeVisible();
  await expect(list.filter({ hasText: 'Orders' })).toBeVisible();
  await shots(at, '02-ai-tools');
  await expectAccessible(at);

  await page.getByRole('searchbox').first().fill('refund');
  await expect(list.filter({ hasText: 'Everything' })).toHaveCount(0);
  await expect(list.filter({ hasText: 'Orders' })).toBeVisible();
  await shot(at, '02-search');
});

test('a card says what it does, whether she can use it, who owns it and how sensitive it is', async ({
  alice: { page },
}) => {
  await page.goto(`${stack.portal}/ai-tools`);
  const card = page
    .getByRole('listitem')
    .filter({ hasText: 'Everything (try-out server)' });
  await expect(card).toContainText('it echoes text, adds numbers');
  await expect(card).toContainText(/data-platform|Data Platform/);
  await expect(card).toContainText(/low/i);
  await expect(card).toContainText(/internal/i);
  await expect(
    card.getByRole('link', { name: /ask for access/i }),
  ).toBeVisible();
});

test('servers that ship as packages can be asked for like any other', async ({
  alice: { page },
}) => {
  await page.goto(`${stack.portal}/ai-tools`);
  for (const title of ['Shared files', 'Memory', 'Step-by-step thinking']) {
    const card = page.getByRole('listitem').filter({ hasText: title });
    await expect(
      card.getByRole('link', { name: /ask for access/i }),
    ).toBeVisible();
  }
  await expect(page.getByText(/cannot run here yet/i)).toHaveCount(0);
});

test('nothing found teaches the next step', async ({ alice: at }) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools`);
  await page.getByRole('searchbox').first().fill('zzzzqqq');
  await page.getByRole('button', { name: 'Clear filters' }).last().click();
  await expect(
    page.getByRole('listitem').filter({ hasText: 'Everything' }),
  ).toBeVisible();
});

test('a server has a page with its tools; the empty Definition tab of other APIs is gone', async ({
  alice: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/catalog/default/api/everything`);
  await expect(
    page.getByText('it echoes text, adds numbers').first(),
  ).toBeVisible();
  await expect(page.getByRole('tab', { name: /definition/i })).toHaveCount(0);
  await shots(at, '02-server');
  await expectAccessible(at);

  await page.goto(`${stack.portal}/catalog/default/api/everything/tools`);
  await expect(page.getByText('echo', { exact: true }).first()).toBeVisible();
  await shots(at, '02-tools');
  await expectAccessible(at);
});
