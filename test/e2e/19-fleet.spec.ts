import type { Locator } from '@playwright/test';
import { as, gatewayToken } from '../support/api';
import { giveAccess } from '../support/giveAccess';
import { connectClient } from '../support/mcp';
import { expect, expectAccessible, shot, test } from '../support/people';
import type { AtPortal } from '../support/people';
import { stack } from '../support/stack';

const FLEET = `${stack.portal}/ai-tools/operations?view=fleet`;
const pageOf = (server: string, tab: string) =>
  `${stack.portal}/catalog/default/api/${server}/${tab}`;

/** Light, dark, and as wide as a phone: each looked at by axe, and nothing may stick out to the side. */
async function inEveryLight(at: AtPortal, name: string, ready: Locator) {
  const { page } = at;
  await shot(at, name);
  await expectAccessible(at);
  await page.emulateMedia({ colorScheme: 'dark' });
  // When the colours change, Backstage mounts the page anew.
  await page.waitForLoadState('networkidle');
  await expect(ready).toBeVisible();
  await shot(at, `${name}-dark`);
  await expectAccessible(at);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.waitForLoadState('networkidle');
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 900 });
  await expect(ready).toBeVisible();
  await shot(at, `${name}-360`);
  await expectAccessible(at);
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  expect(beyond, 'sticks out to the side').toBeLessThanOrEqual(0);
  if (size) await page.setViewportSize(size);
}

/** A call of Alice's: with it there is a runtime. */
async function callFiles() {
  await giveAccess('alice', 'filesystem', ['list_allowed_directories']);
  const { token } = await gatewayToken('alice', 'filesystem');
  const client = await connectClient({ server: 'filesystem', token });
  await client.callTool({ name: 'list_allowed_directories', arguments: {} });
  await client.close();
}

test('Erin sees every runtime on all replicas, finds one, and ends it', async ({
  erin: at,
}) => {
  await callFiles();
  const { page } = at;
  await page.goto(FLEET);
  const replicas = page.getByRole('list', { name: 'Replicas of the gateway' });
  await expect(replicas).toContainText('Is there');
  await expect(replicas).toContainText('sandbox is ready: bwrap+seccomp+');
  const row = page.getByRole('row', { name: /Shared files/ });
  await expect(row.first()).toContainText('Running');
  await expect(row.first()).toContainText('MiB', { timeout: 30_000 });
  await expect(row.first()).toContainText('sandbox, bwrap+');
  await inEveryLight(at, '19-fleet', row.first());

  await page.getByRole('searchbox', { name: 'Server or owner' }).fill('zzz');
  await expect(page.getByText('No runtime fits')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(row.first()).toBeVisible();

  await page
    .getByRole('button', { name: /^End it now: Shared files/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Shared files');
  await expectAccessible(at);
  await dialog.getByRole('button', { name: 'End it now' }).click();
  await expect(dialog).toHaveCount(0);
  // What says that replicas do it stands in the row, and goes with it.
  await expect(row).toHaveCount(0, { timeout: 30_000 });
});

test('Erin reads on the server’s page what it may do, why it ended, and its log', async ({
  erin: at,
}) => {
  const { page } = at;
  await page.goto(pageOf('filesystem', 'runtime'));
  await expect(page.getByText('Its owner ended it').first()).toBeVisible();
  await expect(page.getByRole('list', { name: 'Bounds' })).toContainText(
    /Memory: (kept|watched)/,
  );
  const log = page.getByRole('log', { name: 'Log' });
  await expect(log).toContainText('Filesystem');
  await page.getByRole('switch', { name: 'Follow' }).press('Space');
  await expect(log).toHaveAttribute('aria-live', 'polite');
  await page
    .getByRole('searchbox', { name: 'Search in the log' })
    .fill('no such line');
  await expect(page.getByText('Nothing fits')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search in the log' }).fill('');
  await expect(log).toBeVisible();
  await inEveryLight(at, '19-runtime', log);
});

test('Bob sees what orders could reach if it were compromised, through which systems, owned by whom', async ({
  bob: at,
}) => {
  const { page } = at;
  await page.goto(pageOf('orders', 'blast-radius'));
  const notes = page.getByRole('list', { name: 'What to know first' });
  await expect(notes).toContainText(
    'It is given credentials and can reach hosts to send them to',
  );
  const tree = page.getByRole('list', { name: 'Systems that it reaches' });
  await expect(tree).toContainText('Orders database');
  await expect(
    page.getByRole('list', { name: 'Owners to talk to' }),
  ).toContainText(/data.platform/i);
  await inEveryLight(at, '19-blast-radius', tree);
});

test('Alice gets at neither the fleet nor at what to attack first', async ({
  alice: at,
}) => {
  const { page, problems } = at;
  problems.allow(/\/runtimes|\/blast-radius/);
  await page.goto(FLEET);
  await expect(
    page.getByText('The fleet is for those who look after all servers'),
  ).toBeVisible();
  await page.goto(pageOf('orders', 'blast-radius'));
  await expect(
    page.getByText('What it could reach is for those who answer for it'),
  ).toBeVisible();
  await expectAccessible(at);
  const { gateway } = await as('alice');
  const { response } = await gateway.GET('/runtimes', {});
  expect(response.status).toBe(403);
});
