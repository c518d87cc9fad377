import type { Page } from '@playwright/test';
import { as, ok } from '../support/api';
import { giveAccess } from '../support/giveAccess';
import { expect, expectAccessible, shot, test } from '../support/people';
import { stack } from '../support/stack';

const FINANCE = 'group:default/finance';

/** Dave asks for his team, and Bob approves. */
async function giveFinanceAccess() {
  const { registry } = await as('dave');
  const request = await ok(
    registry.POST('/access-requests', {
      body: {
        serverRef: 'api:default/everything',
        subject: FINANCE,
        purpose: 'To see who can call what',
        tools: { kind: 'named', names: ['echo'] },
        durationDays: 7,
      },
    }),
  );
  const approver = await as('bob');
  await ok(
    approver.registry.POST('/access-requests/{id}/decision', {
      params: { path: { id: request.id } },
      body: { decision: 'approve' },
    }),
  );
}

const row = (page: Page, tool: string) =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByText(tool, { exact: true }) })
    .last();

const noSideways = async (page: Page) => {
  const { wide, shown } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    shown: document.documentElement.clientWidth,
  }));
  expect(wide, 'nothing is cut off to the right').toBeLessThanOrEqual(shown);
};

test('Carol asks what Dave can call, and through what', async ({
  carol: at,
}) => {
  await giveAccess('dave', 'orders', ['search_orders', 'sales_summary']);
  await giveFinanceAccess();
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/who`);
  await expect(
    page.getByRole('heading', { name: 'What you can call' }),
  ).toBeVisible();
  const picker = page.getByRole('combobox', { name: /Person or agent/ });
  await picker.fill('lindq');
  await expect(page.getByRole('option')).toHaveCount(1);
  await shot(at, '16-picker');
  await page.getByRole('option', { name: /Dave Lindqvist/ }).click();
  await expect(
    page.getByRole('heading', { name: 'What Dave Lindqvist can call' }),
  ).toBeVisible();
  await expect(page).toHaveURL(/who=user%3Adefault%2Fdave/);

  const search = row(page, 'search_orders');
  await expect(search).toContainText('Allowed');
  await expect(search).toContainText('given to them');
  const echo = row(page, 'echo');
  await expect(echo).toContainText('Allowed');
  await expect(echo).toContainText('given to the group Finance');
  await expect(page.getByText('refund_order', { exact: true })).toHaveCount(0);
  await shot(at, '16-what-dave-can-call');
  await expectAccessible(at);

  await search.getByRole('button', { name: /^Why\?/ }).click();
  const layers = page.getByRole('region', { name: /^Why\? search_orders/ });
  await expect(layers).toContainText('Who was given access?');
  await expect(layers.getByText('Passed').first()).toBeVisible();
  await layers.scrollIntoViewIfNeeded();
  await shot(at, '16-why');
  await expectAccessible(at);

  await page.getByRole('radio', { name: 'Refused' }).click();
  const refund = row(page, 'refund_order');
  await expect(refund).toContainText('Refused');
  await expect(refund).toContainText('The access does not cover it.');
  await shot(at, '16-refused');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(refund).toBeVisible();
  await shot(at, '16-refused-dark');
  await expectAccessible(at);
  await page.emulateMedia({ colorScheme: 'light' });

  await page.setViewportSize({ width: 360, height: 800 });
  await expect(refund).toBeVisible();
  await refund.scrollIntoViewIfNeeded();
  await shot(at, '16-refused-360');
  await noSideways(page);
  await page.setViewportSize({ width: 1280, height: 900 });
});

test('Bob sees who can call a tool of his server, and who has access and cannot', async ({
  bob: at,
}) => {
  await giveAccess('dave', 'orders', ['search_orders', 'sales_summary']);
  const { page } = at;
  await page.goto(`${stack.portal}/catalog/default/api/orders/tools`);
  await page
    .getByRole('button', { name: 'Who can call this? search_orders' })
    .click();
  const dialog = page.getByRole('dialog');
  const people = dialog.getByRole('list', { name: 'People and agents' });
  const dave = people.getByRole('listitem').filter({
    has: page.getByRole('link', { name: 'Dave Lindqvist', exact: true }),
  });
  await expect(dave).toContainText('Allowed');
  await expect(dave).toContainText('ends in');
  await shot(at, '16-who-can-call');
  await expectAccessible(at);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  // When the colours change, Backstage mounts the page anew.
  await page.emulateMedia({ colorScheme: 'dark' });
  await page
    .getByRole('button', { name: 'Who can call this? search_orders' })
    .click();
  await expect(dave).toContainText('Allowed');
  await shot(at, '16-who-can-call-dark');
  await expectAccessible(at);
  await page.keyboard.press('Escape');
  await page.emulateMedia({ colorScheme: 'light' });

  await page
    .getByRole('button', { name: 'Who can call this? refund_order' })
    .click();
  await dialog.getByRole('radio', { name: 'Refused' }).click();
  await expect(dave).toContainText('The access does not cover it.');
  await page.setViewportSize({ width: 360, height: 800 });
  await shot(at, '16-who-can-call-360');
  await noSideways(page);
  await page.setViewportSize({ width: 1280, height: 900 });

  // Where an owner asks about somebody, it is about the servers that they own.
  await dialog
    .getByRole('link', { name: 'All they can call: Dave Lindqvist' })
    .click();
  await expect(
    page.getByText('Only servers that you own are shown.'),
  ).toBeVisible();
  await expect(row(page, 'search_orders')).toContainText('Allowed');
  await shot(at, '16-owner-asks');
  await expectAccessible(at);
});

// Dave's team owns no server.
test('Dave asks about himself, and about nobody else, on his phone', async ({
  dave: at,
}) => {
  await giveAccess('dave', 'orders', ['search_orders', 'sales_summary']);
  const { page, problems } = at;
  problems.allow(/\/callable-tools/);
  await page.goto(`${stack.portal}/ai-tools/who?who=user:default/alice`);
  await expect(page.getByRole('alert')).toContainText(
    'You may ask what you can call yourself.',
  );
  await page.getByRole('button', { name: 'What can I call?' }).click();
  await expect(
    page.getByRole('heading', { name: 'What you can call' }),
  ).toBeVisible();
  await expect(page.getByRole('combobox')).toHaveCount(0);
  const search = row(page, 'search_orders');
  await expect(search).toContainText('given to you');
  await search.scrollIntoViewIfNeeded();
  await shot(at, '16-mine-360');
  await noSideways(page);
  await expectAccessible(at);
  await page.goto(`${stack.portal}/catalog/default/api/orders/tools`);
  await expect(
    page.getByText('search_orders', { exact: true }).first(),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: /^Who can call/ })).toHaveCount(
    0,
  );
});
