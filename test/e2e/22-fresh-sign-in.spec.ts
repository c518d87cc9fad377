import { as, gatewayToken, ok } from '../support/api';
import { giveAccess } from '../support/giveAccess';
import { connectClient } from '../support/mcp';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

test.describe.configure({ mode: 'serial' });

/** Of app-config.yaml's decoys: startStack.mjs has whoever calls it sign in again, too. */
const DECOY = 'export_all_customers';
const SERVER = 'everything';
const CHANGES = 'toggle-simulated-logging';
let link = '';

const openStops = async () => {
  const { registry } = await as('carol');
  const query = { state: 'open' as const, limit: 200 };
  return (await ok(registry.GET('/stops', { params: { query } }))).items;
};
const stepUps = async () =>
  (await openStops()).filter(({ kind }) => kind === 'step-up');
const liftAll = async (reason: string, kind?: 'grant') => {
  const { registry } = await as('carol');
  for (const stop of await openStops()) {
    if (kind && stop.kind !== kind) continue;
    await registry.POST('/stops/{id}/lift', {
      params: { path: { id: stop.id } },
      body: { reason },
    });
  }
};
/** As Erin's client does, in a session of its own. */
const call = async (name: string, args: Record<string, unknown> = {}) => {
  const { token } = await gatewayToken('erin', SERVER);
  const client = await connectClient({ server: SERVER, token });
  try {
    return await client.callTool({ name, arguments: args });
  } finally {
    await client.close();
  }
};

test.afterAll(async () => {
  // What is held back here must not be missing in the tests that come after.
  await liftAll('The test is over');
});

test('Erin calls a decoy: a rule asks her for a fresh sign-in, and Carol sees why', async ({
  carol: at,
}) => {
  await giveAccess('erin', SERVER, ['echo', CHANGES]);
  expect((await call(CHANGES)).isError).toBeFalsy();
  await expect(call(DECOY)).rejects.toThrow();
  // Detectors look every ten seconds.
  await expect(async () => {
    const stops = await openStops();
    expect(stops.map(({ kind, rule }) => `${kind} ${rule?.name}`)).toEqual(
      expect.arrayContaining(['step-up decoys', 'grant decoys']),
    );
  }).toPass({ timeout: 60_000, intervals: [2_000] });

  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/operations?view=alerts`);
  const card = page
    .getByRole('list', { name: 'Alerts' })
    .getByRole('listitem')
    .filter({ hasText: /erin/i })
    .filter({ hasText: DECOY })
    .first();
  await expect(card).toContainText('by the rule decoys');
  await card.getByRole('button', { name: /^Details: A decoy/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(
    dialog.getByRole('region', { name: 'Held back because of it' }),
  ).toContainText('until a fresh sign-in');
  await shots(at, '22-fresh-sign-in-asked');
  await expectAccessible(at);
  // The access that was paused beside is given back by a person; the sign-in nobody but Erin can give.
  await liftAll('Erin may use it', 'grant');
});

test('what only reads goes on; her next change says what to do, with a link', async () => {
  await expect(async () => {
    expect((await call('echo', { message: 'still here' })).isError).toBeFalsy();
  }).toPass({ timeout: 10_000 });
  const refusal = await call(CHANGES).then(
    () => 'It was allowed',
    (error: Error) => error.message,
  );
  expect(refusal).toContain('Something unusual was noticed in your name.');
  [, link] = /Sign in again here: (http:\S+)/.exec(refusal) ?? [];
  expect(link, refusal).toContain(`${stack.portal}/api/mcp-registry/`);
});

test('somebody else’s sign-in, at the same link, does not help her', async ({
  bob: at,
}) => {
  await signInAgain(at.page, 'bob');
  expect(await stepUps()).toHaveLength(1);
  await expect(call(CHANGES)).rejects.toThrow(/Sign in again here/);
});

test('Erin opens the link, is asked who she is though she is signed in, and her change works', async ({
  erin: at,
}) => {
  const { page } = at;
  await page.goto(link);
  // At the identity provider: that she is signed in there does not do.
  await expect(
    page.getByRole('button', { name: /Continue as Erin/i }),
  ).toBeVisible();
  await shot(at, '22-fresh-sign-in-provider');
  await expectAccessible(at);
  await signInAgain(page, 'erin');
  await shots(at, '22-fresh-sign-in-done');
  expect(await stepUps()).toEqual([]);
  await expect(async () => {
    expect((await call(CHANGES)).isError).toBeFalsy();
  }).toPass({ timeout: 10_000 });
});

/** By the link, and back at what they may use. */
async function signInAgain(
  page: Parameters<typeof shot>[0]['page'],
  person: string,
) {
  await page.goto(link);
  await page
    .getByRole('button', { name: new RegExp(`Continue as ${person}`, 'i') })
    .click();
  await expect(page).toHaveURL(`${stack.portal}/ai-tools/my-access`);
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
}
