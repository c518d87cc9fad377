import {
  as,
  gatewayApplied,
  gatewayToken,
  grantAccess,
  ok,
} from '../support/api';
import { connectClient } from '../support/mcp';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';
import { startChangingServer } from '../support/startChangingServer';

const NAME = 'old-weather';
const TITLE = 'Old weather';
const ASKED = 'Say which places it knows.';
const params = { path: { namespace: 'default', name: NAME } };
const page = (tab: string) =>
  `${stack.portal}/catalog/default/api/${NAME}/${tab}`;

let server: Awaited<ReturnType<typeof startChangingServer>>;

test.beforeAll(async () => {
  server = await startChangingServer({
    name: NAME,
    description: 'Tells the weather',
  });
});

test.afterAll(() => server.stop());

test('Carol asks for changes, Bob answers with a new version, and Carol sees what was said', async ({
  bob: owner,
  carol: reviewer,
}) => {
  test.slow();
  const bob = await as('bob');
  await ok(
    bob.registry.POST('/servers', {
      body: {
        ...{ name: NAME, title: TITLE, description: 'The weather, as it was' },
        owner: 'group:default/data-platform',
        riskTier: 'low',
        dataClassification: 'internal',
        upstream: { type: 'streamable-http', url: server.url },
      },
    }),
  );
  await reviewer.page.goto(`${stack.portal}/ai-tools/approvals`);
  const review = reviewer.page
    .getByRole('listitem')
    .filter({ hasText: 'The weather, as it was' });
  await review.getByRole('button', { name: 'Ask for changes' }).click();
  const dialog = reviewer.page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /What to change/ }).fill(ASKED);
  await shot(reviewer, '21-lifecycle-ask');
  await expectAccessible(reviewer);
  await dialog.getByRole('button', { name: 'Ask for changes' }).click();
  await expect(review).toHaveCount(0);

  await expect
    .poll(
      async () =>
        (
          await fetch(
            `${stack.portal}/api/catalog/entities/by-name/api/default/${NAME}`,
            { headers: { authorization: `Bearer ${bob.token}` } },
          )
        ).status,
      { timeout: 60_000 },
    )
    .toBe(200);
  await owner.page.goto(page('history'));
  await expect(
    owner.page.getByRole('heading', { name: 'Changes are asked for' }),
  ).toBeVisible();
  await expect(owner.page.getByText(ASKED).first()).toBeVisible();
  await shots(owner, '21-lifecycle-asked');
  await expectAccessible(owner);
  server.state.description = 'Tells the weather of Bergen and Oslo';
  await owner.page
    .getByRole('textbox', { name: /Your answer/ })
    .fill('It knows two places, and says so now.');
  await owner.page
    .getByRole('button', { name: 'Answer with a new version' })
    .click();
  await expect(
    owner.page.getByText('Version 2 waits for review.'),
  ).toBeVisible();

  await reviewer.page.goto(`${stack.portal}/ai-tools/approvals`);
  const thread = review.getByRole('list', {
    name: 'What was asked for before',
  });
  await expect(thread).toContainText(ASKED);
  await expect(thread).toContainText('It knows two places, and says so now.');
  await shots(reviewer, '21-lifecycle-thread');
  await expectAccessible(reviewer);
  await review.getByRole('button', { name: 'Approve' }).click();
  await expect(review).toHaveCount(0);
});

test('Bob names its last day, and Alice is told everywhere with what to ask for instead', async ({
  alice: at,
  bob: owner,
}) => {
  test.slow();
  await grantAccess({ to: 'alice', by: 'bob', server: NAME });
  await owner.page.goto(page(''));
  await owner.page.getByRole('button', { name: 'Name its last day' }).click();
  const dialog = owner.page.getByRole('dialog');
  await dialog.getByRole('spinbutton', { name: /day/i }).first().click();
  const day = new Date(Date.now() + 30 * 86_400_000);
  await owner.page.keyboard.type(
    [day.getDate(), day.getMonth() + 1]
      .map(part => String(part).padStart(2, '0'))
      .join('') + String(day.getFullYear()),
  );
  await dialog.getByRole('button', { name: /What takes its place/ }).click();
  await owner.page.getByRole('option', { name: 'Orders' }).first().click();
  await dialog
    .getByRole('textbox', { name: /Why/ })
    .fill('Nobody looks after it any more.');
  await shot(owner, '21-lifecycle-deprecate');
  await expectAccessible(owner);
  await dialog.getByRole('button', { name: 'Name its last day' }).click();
  await expect(
    owner.page.getByText('The last day of this server is'),
  ).toBeVisible();
  await shots(owner, '21-lifecycle-owner');

  const alice = at.page;
  await alice.goto(`${stack.portal}/ai-tools/browse?search=old+weather`);
  await alice
    .getByRole('searchbox')
    .or(alice.getByRole('textbox'))
    .first()
    .fill(TITLE);
  const card = alice.getByRole('listitem').filter({ hasText: TITLE }).first();
  await expect(card).toContainText(/Until .*20/);
  await shots(at, '21-lifecycle-card');
  for (const tab of ['', 'connect', 'my-access']) {
    await alice.goto(page(tab));
    await expect(
      alice.getByText('The last day of this server is').first(),
    ).toBeVisible();
    await expect(
      alice.getByRole('link', { name: 'Ask for Orders' }).first(),
    ).toBeVisible();
    await shots(at, `21-lifecycle-${tab || 'overview'}`);
    await expectAccessible(at);
  }
  await alice.goto(`${stack.portal}/ai-tools/my-access`);
  const grant = alice.getByRole('listitem').filter({ hasText: TITLE }).first();
  await expect(grant).toContainText('The last day of this server is');
  await shot(at, '21-lifecycle-grant');
  const { token } = await as('alice');
  const notices = await (
    await fetch(`${stack.portal}/api/notifications/notifications`, {
      headers: { authorization: `Bearer ${token}` },
    })
  ).json();
  expect(
    notices.notifications.filter(
      ({ payload }: { payload: { title: string } }) =>
        payload.title.startsWith(`${TITLE} will be retired on`),
    ),
  ).toHaveLength(1);
  // It still works, and the way on is one click.
  const { token: access } = await gatewayToken('alice', NAME);
  const client = await connectClient({ server: NAME, token: access });
  expect((await client.listTools()).tools).toHaveLength(2);
  await client.close();
  await alice.goto(page(''));
  await alice.getByRole('link', { name: 'Ask for Orders' }).first().click();
  await expect(alice).toHaveURL(
    /ai-tools\/request\?server=api%3Adefault%2Forders/,
  );
});

test('Bob retires it: it serves nobody, access has ended, and its history stays', async ({
  alice: at,
  bob: owner,
}) => {
  test.slow();
  const { token } = await gatewayToken('alice', NAME);
  const client = await connectClient({ server: NAME, token });
  const { gateway } = await as('alice');
  const { feed } = await ok(gateway.GET('/info'));
  await owner.page.goto(page(''));
  await owner.page.getByRole('button', { name: 'Retire it now' }).click();
  const dialog = owner.page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /Why/ }).fill('It is broken.');
  await shot(owner, '21-lifecycle-retire');
  await dialog.getByRole('button', { name: 'Retire it now' }).click();
  await expect(
    owner.page.getByText('This server was retired').first(),
  ).toBeVisible();
  await gatewayApplied(feed.sequence + 1);
  await expect(
    client.callTool({ name: 'places', arguments: {} }),
  ).rejects.toThrow(/retired/);
  await client.close().catch(() => undefined);

  const alice = at.page;
  // The example portal shows retired servers to few; what somebody has is shown to them all the same.
  await alice.goto(`${stack.portal}/ai-tools/my-access`);
  await expect(
    alice.getByText('This server was retired').first(),
  ).toBeVisible();
  await expect(
    alice.getByText('Revoked: The server was retired.'),
  ).toBeVisible();
  await shots(at, '21-lifecycle-retired');
  await expectAccessible(at);
  const bob = await as('bob');
  const history = await ok(
    bob.registry.GET('/servers/{namespace}/{name}/history', { params }),
  );
  expect(history.serverHistory?.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['end-of-life', 'deprecated', 'registered']),
  );
  await owner.page.goto(page('history'));
  await expect(owner.page.getByText('retired it for good')).toBeVisible();
  await shots(owner, '21-lifecycle-history');
});
