import { as, gatewayApplied, gatewayToken, ok } from '../support/api';
import { giveAccess } from '../support/giveAccess';
import { connectClient } from '../support/mcp';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

const TOOLS = `${stack.portal}/catalog/default/api/orders/tools`;
const STOPS = `${stack.portal}/ai-tools/stops`;
const SAID = 'Orders are closed while we look at a leak.';

const openStops = async () => {
  const carol = await as('carol');
  return await ok(
    carol.registry.GET('/stops', { params: { query: { state: 'open' } } }),
  );
};

let client: Awaited<ReturnType<typeof connectClient>>;
const search = async () =>
  await client.callTool({ name: 'search_orders', arguments: {} });

test.afterAll(async () => {
  await client?.close().catch(() => {});
  // One failure here must not take the orders away from the tests that come after.
  const erin = await as('erin');
  for (const { id } of (await openStops()).items) {
    await erin.registry.POST('/stops/{id}/lift', {
      params: { path: { id } },
      body: { reason: 'The test is over' },
    });
  }
});

test('Carol stops a tool in two clicks, and sees beforehand whom that hits', async ({
  carol: at,
}) => {
  await giveAccess('alice', 'orders', ['search_orders', 'get_order']);
  const { token } = await gatewayToken('alice', 'orders');
  client = await connectClient({ server: 'orders', token });
  expect((await search()).isError).toBeFalsy();

  const { page } = at;
  await page.goto(TOOLS);
  await page
    .getByRole('button', { name: /^Emergency stop: The tool search_orders/ })
    .click();
  const dialog = page.getByRole('dialog');
  const hit = dialog.getByRole('region', { name: 'Whom it hits' });
  await expect(hit).toContainText(/alice/i);
  await expect(hit).toContainText(/[1-9]\d* calls?, by [1-9]/);
  // What is typed first is why: the focus is there.
  await page.keyboard.type('A customer saw the orders of another one');
  await dialog.getByRole('textbox', { name: /callers are told/ }).fill(SAID);
  await shot(at, '21-stop-dialog');
  await expectAccessible(at);
  await dialog
    .getByRole('button', { name: 'Stop at once', exact: true })
    .click();
  await expect(dialog).toHaveCount(0);

  const banner = page.getByText(/^The tool search_orders of .*: Orders are/);
  await expect(banner).toBeVisible();
  await shots(at, '21-stopped-tool');
});

test("Alice's call is refused with the message, and the rest goes on", async ({
  alice: at,
}) => {
  const [stop] = (await openStops()).items;
  await gatewayApplied(stop.sequence!);
  await expect(search()).rejects.toThrow(SAID);
  const { tools } = await client.listTools();
  const names = tools.map(({ name }) => name);
  expect(names).not.toContain('search_orders');
  expect(names).toContain('get_order');

  // Whoever sees the server sees that, not why and by whom.
  await at.page.goto(TOOLS);
  await expect(at.page.getByText(SAID)).toBeVisible();
  await expect(at.page.getByText('A customer saw')).toHaveCount(0);
  await shot(at, '21-alice-sees-it');
  await expectAccessible(at);
});

test('Carol finds the refused call, and cannot lift her own stop', async ({
  carol: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/activity?role=all`);
  await page
    .getByRole('button', { name: /^Why\? search_orders/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('The tool was stopped.').first()).toBeVisible();
  await expect(
    dialog.getByRole('button', { name: /^Emergency stop: alice/ }),
  ).toBeVisible();
  await shot(at, '21-from-a-call');
  await page.keyboard.press('Escape');

  await page.goto(STOPS);
  const card = page
    .getByRole('list', { name: 'Stops' })
    .getByRole('listitem')
    .filter({ hasText: 'search_orders' });
  await expect(card).toContainText('A customer saw the orders of another one');
  await expect(card).toContainText('somebody else has to lift it');
  await expect(card.getByRole('button', { name: /^Lift/ })).toHaveCount(0);
  await shots(at, '21-stops-of-carol');
  await expectAccessible(at);
  // The page hides the button; the registry refuses it all the same.
  const carol = await as('carol');
  const [stop] = (await openStops()).items;
  const { response } = await carol.registry.POST('/stops/{id}/lift', {
    params: { path: { id: stop.id } },
    body: { reason: 'I changed my mind' },
  });
  expect(response.status).toBe(403);
});

test('Erin, a second person, lifts it, and Alice goes on', async ({
  erin: at,
}) => {
  const { page } = at;
  await page.goto(STOPS);
  await page
    .getByRole('button', { name: /^Lift: The tool search_orders/ })
    .click();
  const dialog = page.getByRole('dialog');
  await page.keyboard.type('It was a wrong filter, and is mended');
  await shot(at, '21-lift');
  await dialog.getByRole('button', { name: 'Lift' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Nothing is stopped')).toBeVisible();
  await page.getByRole('tab', { name: 'Over' }).click();
  await expect(
    page.getByText('It was a wrong filter, and is mended').first(),
  ).toBeVisible();
  await shots(at, '21-lifted');
  await expectAccessible(at);
  // A refusal is never given before the feed was asked: what is lifted goes on at once.
  expect((await search()).isError).toBeFalsy();
});

test('A server that is stopped says so on its card, and pausing it is another thing in other words', async ({
  alice: at,
  bob: owner,
}) => {
  const card = at.page
    .getByRole('listitem')
    .filter({ has: at.page.getByRole('link', { name: 'Orders', exact: true }) })
    .first();
  const browse = async () =>
    await at.page.goto(`${stack.portal}/ai-tools/browse?search=orders`);
  await browse();
  await expect(card).toContainText('You can use this now');
  await owner.page.goto(`${stack.portal}/catalog/default/api/orders`);
  await owner.page
    .getByRole('button', { name: 'Suspend…' })
    .scrollIntoViewIfNeeded();
  await expect(
    owner.page.getByRole('button', { name: /^Emergency stop: The server/ }),
  ).toHaveText('Emergency stop…');
  await shots(owner, '21-suspend-or-stop');
  await expectAccessible(owner);

  const carol = await as('carol');
  const { id } = await ok(
    carol.registry.POST('/stops', {
      body: {
        ...{ kind: 'server', serverRef: 'api:default/orders' },
        ...{ reason: 'It leaks again', message: SAID },
      },
    }),
  );
  await browse();
  await expect(card).toContainText('Stopped for now');
  await expect(card).not.toContainText('You can use this now');
  await expect(card).toContainText(SAID);
  await expect(card.getByRole('link', { name: /^Connect/ })).toHaveCount(0);
  await shots(at, '21-stopped-card');
  await expectAccessible(at);
  // It is none of those that she can use now, and her access to it says what she would be told.
  await at.page.goto(
    `${stack.portal}/ai-tools/browse?search=orders&usable=true`,
  );
  await expect(at.page.getByRole('switch')).toBeChecked();
  await at.page.waitForLoadState('networkidle');
  await expect(card).toHaveCount(0);
  await at.page.goto(`${stack.portal}/ai-tools/my-access`);
  const access = at.page
    .getByRole('list', { name: 'What I can use' })
    .getByRole('listitem')
    .filter({ hasText: SAID })
    .first();
  await expect(access).toContainText('Stopped for now');
  await access.scrollIntoViewIfNeeded();
  await shots(at, '21-stopped-access');
  await expectAccessible(at);
  const erin = await as('erin');
  await ok(
    erin.registry.POST('/stops/{id}/lift', {
      params: { path: { id } },
      body: { reason: 'It was another server' },
    }),
  );
  await browse();
  await expect(card).toContainText('You can use this now');
});
