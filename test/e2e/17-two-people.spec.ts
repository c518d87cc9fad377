import type { Page } from '@playwright/test';
import { giveAccess } from '../support/giveAccess';
import {
  type AtPortal,
  expect,
  expectAccessible,
  shot,
  test,
} from '../support/people';
import { stack } from '../support/stack';

const ALL = ['north', 'south', 'east', 'west'];

/** Tries the tool on the orders' page, and reads what the table shows. */
async function tryIt(page: Page) {
  await page.goto(
    `${stack.portal}/catalog/default/api/orders/tools?try=search_orders`,
  );
  const panel = page.getByRole('region', { name: 'Try it: search_orders' });
  await panel.getByRole('button', { name: 'Run' }).click();
  const grid = panel.getByRole('grid');
  await expect(grid).toBeVisible();
  const cells = await grid.getByRole('row').allTextContents();
  const rows = cells.slice(1);
  return {
    panel,
    rows,
    ids: rows.flatMap(row => row.match(/ORD-\d{4}/) ?? []),
    regions: ALL.filter(region => rows.some(row => row.includes(region))),
  };
}

async function look(at: AtPortal, name: string) {
  const { panel, ...found } = await tryIt(at.page);
  await expect(panel.getByText(/^Answered in/).first()).toBeVisible();
  await panel.scrollIntoViewIfNeeded();
  await shot(at, name);
  await panel.getByText(/Seen as user:default/).scrollIntoViewIfNeeded();
  await shot(at, `${name}-seen-as`);
  await expectAccessible(at);
  return { panel, ...found };
}

let ofAlice: string[];

test('Alice tries a tool and sees the orders that she looks after', async ({
  alice: at,
}) => {
  await giveAccess('alice', 'orders', ['search_orders', 'get_order']);
  const { panel, ids, regions } = await look(at, '17-orders-of-alice');
  await expect(panel.getByText(/Seen as user:default\/alice/)).toBeVisible();
  expect(regions).toEqual(['north']);
  expect(ids).toHaveLength(10);
  ofAlice = ids;
});

test('Dave tries the same tool, on his phone, and sees others', async ({
  dave: at,
}) => {
  await giveAccess('dave', 'orders', ['search_orders']);
  const { panel, ids, regions } = await look(at, '17-orders-of-dave-360');
  await expect(panel.getByText(/Seen as user:default\/dave/)).toBeVisible();
  expect(regions).toEqual(['south', 'west']);
  expect(ids).toHaveLength(10);
  expect(ids.filter(id => ofAlice.includes(id))).toEqual([]);
});

test('Erin finds that nobody gets at the orders past the gateway (D10)', async ({
  erin: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/operations`);
  await page.getByRole('button', { name: 'Check servers' }).click();
  const open = page
    .getByRole('list', { name: 'To do' })
    .getByRole('listitem')
    .filter({ hasText: 'Servers answer without a credential' });
  // Which servers it names: the public try-out server takes everybody, the orders take the gateway alone.
  await expect(open.getByRole('link', { name: /everything/i })).toBeVisible({
    timeout: 60_000,
  });
  await expect(open.getByRole('link', { name: /orders/i })).toHaveCount(0);
  // The list is drawn anew while findings come in.
  await expect(() => open.scrollIntoViewIfNeeded()).toPass({
    timeout: 30_000,
  });
  await shot(at, '17-orders-closed');
  await expectAccessible(at);
});
