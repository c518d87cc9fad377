import { as, gatewayApplied, gatewayToken, ok } from '../support/api';
import { giveAccess } from '../support/giveAccess';
import { connectClient } from '../support/mcp';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

/** app-config.yaml names it among the decoys. */
const DECOY = 'export_all_customers';
const ALERTS = `${stack.portal}/ai-tools/operations?view=alerts`;

const openStops = async () => {
  const { registry } = await as('carol');
  const query = { state: 'open' as const, limit: 200 };
  return (await ok(registry.GET('/stops', { params: { query } }))).items;
};
/** As Alice's client does, in a session of its own. */
const search = async () => {
  const { token } = await gatewayToken('alice', 'orders');
  const client = await connectClient({ server: 'orders', token });
  try {
    return await client.callTool({ name: 'search_orders', arguments: {} });
  } finally {
    await client.close();
  }
};

test.afterAll(async () => {
  // What is held back here must not be missing in the tests that come after.
  const { registry } = await as('carol');
  for (const { id } of await openStops()) {
    await registry.POST('/stops/{id}/lift', {
      params: { path: { id } },
      body: { reason: 'The test is over' },
    });
  }
});

test('Bob hears that somebody called a decoy at his server, and what it was', async ({
  bob: at,
}) => {
  await giveAccess('alice', 'orders', ['search_orders', 'get_order']);
  const { token } = await gatewayToken('alice', 'orders');
  const client = await connectClient({ server: 'orders', token });
  // It is refused, and yet it says something about who asked for it.
  await expect(
    client.callTool({ name: DECOY, arguments: {} }),
  ).rejects.toThrow();
  await client.close();

  const { page } = at;
  await page.goto(ALERTS);
  const list = page.getByRole('list', { name: 'Alerts' });
  // Detectors look every ten seconds.
  await expect(list).toContainText('A decoy was called', { timeout: 45_000 });
  await expect(list).toContainText(
    `Called ${DECOY}, which nobody should call.`,
  );
  await expect(list).toContainText('Critical');
  await expect(list).toContainText('The access is paused', { timeout: 30_000 });
  await expect(list).toContainText('by the rule decoys');
  await expect(list).toContainText(/alice/i);
  await shots(at, '22-alerts');
  await expectAccessible(at);
});

test('what Alice calls there is refused in the meantime, and she is told so', async () => {
  const stops = await openStops();
  const paused = stops.find(
    ({ kind, rule }) => kind === 'grant' && rule?.name === 'decoys',
  );
  expect(paused).toMatchObject({ kind: 'grant', state: 'active' });
  await gatewayApplied(paused!.sequence!);
  await expect(search()).rejects.toThrow(/This access is paused until/);
  const { token } = await as('alice');
  const response = await fetch(
    `${stack.portal}/api/notifications/notifications?search=paused`,
    { headers: { Authorization: `Bearer ${token}` } },
  );
  const { notifications } = await response.json();
  expect(notifications[0].payload.title).toMatch(
    /^Your access to .* is paused/,
  );
  expect(JSON.stringify(notifications)).not.toContain(DECOY);
});

test('Carol sees what it rests on, reaches the kill switch in one click, and says what it was', async ({
  carol: at,
}) => {
  const { page } = at;
  await page.goto(ALERTS);
  const list = page.getByRole('list', { name: 'Alerts' });
  const card = list.getByRole('listitem').filter({ hasText: DECOY });
  await card.getByRole('button', { name: /^Details: A decoy/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(DECOY);
  await expect(
    dialog.getByRole('list', { name: 'What happened to it' }),
  ).toContainText('Found');
  await expect(dialog.getByRole('region', { name: 'Act' })).toContainText(
    /Emergency stop: .*alice/i,
  );
  const held = dialog.getByRole('region', { name: 'Held back because of it' });
  await expect(held).toContainText('The rule decoys, for an alert');
  await expect(
    dialog.getByRole('button', { name: 'Suspend this server for 8 hours' }),
  ).toBeVisible();
  await shots(at, '22-alert');
  await expectAccessible(at);

  // One click, and why: it is hers to give back, since no person has taken it.
  const lift = held.getByRole('button', { name: /^Lift: An access to/ });
  for (let left = await lift.count(); left > 0; left -= 1) {
    await lift.first().click();
    const why = page.getByRole('dialog', { name: 'Lift this stop?' });
    await why.getByRole('textbox').fill('Alice tried what would happen');
    await why.getByRole('button', { name: 'Lift', exact: true }).click();
    await expect(why).toHaveCount(0);
    await expect(lift).toHaveCount(left - 1);
  }
  await expect(async () => {
    expect((await search()).isError).toBeFalsy();
  }).toPass({ timeout: 10_000 });

  await dialog.getByRole('button', { name: /^Call / }).click();
  const call = page.getByRole('dialog', { name: `Call: ${DECOY}` });
  await expect(call).toContainText('Refused');
  await page.keyboard.press('Escape');
  await expect(call).toHaveCount(0);
  await dialog
    .getByRole('button', { name: /^Emergency stop: .*alice/i })
    .click();
  await expect(
    page.getByRole('region', { name: 'Whom it hits' }),
  ).toBeVisible();
  await shot(at, '22-alert-stop');
  await page.keyboard.press('Escape');

  await page.goto(ALERTS);
  await card.getByRole('button', { name: /^I look at it/ }).click();
  await expect(card).toContainText('Looked at');
  await card.getByRole('button', { name: /^It is nothing/ }).click();
  const asked = page.getByRole('dialog');
  await asked.getByRole('textbox').fill('Alice tried what would happen');
  await shot(at, '22-alert-reason');
  await expectAccessible(at);
  await asked.getByRole('button', { name: 'It is nothing' }).click();
  await expect(asked).toHaveCount(0);
  await expect(page.getByText(DECOY)).toHaveCount(0);
});

test('Carol and the owner were notified, once', async () => {
  for (const person of ['carol', 'bob'] as const) {
    const { token } = await as(person);
    const response = await fetch(
      `${stack.portal}/api/notifications/notifications?search=decoy`,
      { headers: { Authorization: `Bearer ${token}` } },
    );
    const body = await response.json();
    // Of what a rule did about it they hear beside.
    const notifications = body.notifications.filter(
      ({ payload }: { payload: { topic: string } }) =>
        payload.topic === 'mcp-alerts',
    );
    expect(notifications).toHaveLength(1);
    expect(notifications[0].payload.title).toContain('A decoy was called');
  }
});

test('Alice sees no alert, not even the one about herself', async ({
  alice: at,
}) => {
  const { page } = at;
  await page.goto(`${ALERTS}&state=dismissed`);
  await expect(page.getByText('Nothing is unusual')).toBeVisible();
  await expectAccessible(at);
  const { gateway } = await as('alice');
  const { data } = await gateway.GET('/alerts', {});
  expect(data?.items).toEqual([]);
});
