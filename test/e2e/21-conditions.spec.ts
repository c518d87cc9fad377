import type { Locator } from '@playwright/test';
import { as, gatewayToken, grantAccess, ok, refused } from '../support/api';
import { connectClient } from '../support/mcp';
import {
  type AtPortal,
  expect,
  expectAccessible,
  shot,
  shots,
  test,
} from '../support/people';
import { stack } from '../support/stack';
import { startChangingServer } from '../support/startChangingServer';

test.describe.configure({ mode: 'serial' });

const NAME = 'rain-log';
const TITLE = 'Rain log';
const DESCRIPTION = 'Where it rained, for tests of conditions';
const PAGE = `${stack.portal}/catalog/default/api/${NAME}`;
const APPROVALS = `${stack.portal}/ai-tools/approvals`;
const params = { path: { namespace: 'default', name: NAME } };

let server: Awaited<ReturnType<typeof startChangingServer>>;
let client: Awaited<ReturnType<typeof connectClient>> | undefined;

const call = async (name: string) =>
  JSON.stringify((await client!.callTool({ name, arguments: {} })).content);
const state = async () => {
  const { registry } = await as('bob');
  return await ok(registry.GET('/servers/{namespace}/{name}', { params }));
};
/** What the gateway says to a call, once it has applied what the registry decided. */
const says = (name: string) =>
  expect.poll(
    async () =>
      await call(name).catch((error: unknown) =>
        error instanceof Error ? error.message : String(error),
      ),
    { timeout: 10_000 },
  );
/** As people do who have no mouse. */
const press = async (field: Locator) => {
  await field.focus();
  await field.page().keyboard.press('Space');
};
/** A page with something filled in: the colours change first, since they mount it anew. */
const inDark = async (at: AtPortal, show: () => Promise<void>) => {
  await at.page.emulateMedia({ colorScheme: 'dark' });
  await show();
  await at.page.emulateMedia({ colorScheme: 'light' });
};
const reviewOf = ({ page }: AtPortal): Locator =>
  page.getByRole('listitem').filter({ hasText: DESCRIPTION }).first();
const wishOf = ({ page }: AtPortal): Locator =>
  page
    .getByRole('listitem')
    .filter({ hasText: /asks to lift conditions of Rain log/ })
    .first();

test.beforeAll(async () => {
  server = await startChangingServer({
    ...{ name: NAME, description: 'Says where it rained' },
    changing: 'note_rain',
  });
});

test.afterAll(async () => {
  await client?.close().catch(() => {});
  server.stop();
});

test('Carol approves for reading and for some people only, on the review card', async ({
  carol: at,
}) => {
  test.slow();
  const bob = await as('bob');
  await ok(
    bob.registry.POST('/servers', {
      body: {
        ...{ name: NAME, title: TITLE, description: DESCRIPTION },
        owner: 'group:default/data-platform',
        riskTier: 'low',
        dataClassification: 'internal',
        upstream: { type: 'streamable-http', url: server.url },
      },
    }),
  );
  const { page } = at;
  const fill = async () => {
    await page.goto(APPROVALS);
    const card = reviewOf(at);
    await press(
      card.getByRole('checkbox', { name: 'Approve under conditions' }),
    );
    await card.getByRole('button', { name: 'Approve this version' }).click();
    await expect(card.getByText(/Nothing is narrowed yet/)).toBeVisible();
    await press(card.getByRole('radio', { name: 'Only tools that read' }));
    await card
      .getByRole('group', { name: 'Approve under conditions' })
      .scrollIntoViewIfNeeded();
    return card;
  };
  await inDark(at, async () => {
    await fill();
    await expectAccessible(at);
    await shot(at, '21-conditions-review-dark');
  });
  const card = await fill();
  await expectAccessible(at);
  await shot(at, '21-conditions-review');
  await card.getByRole('button', { name: 'Approve this version' }).click();
  await expect(card).toHaveCount(0);
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
  await grantAccess({ to: 'alice', by: 'bob', server: NAME });
});

test('Alice reads in words what holds, and the gateway keeps to it', async ({
  alice: at,
}) => {
  const { token } = await gatewayToken('alice', NAME);
  client = await connectClient({ server: NAME, token });
  expect(await call('forecast')).toContain('forecast answers');
  await says('note_rain').toContain('under conditions that do not cover this');
  const { page } = at;
  await page.goto(PAGE);
  const list = page.getByRole('list', { name: 'It may be used' });
  await expect(list).toContainText('Only with tools that read.');
  await expect(
    page.getByRole('group', { name: 'Change the conditions' }),
  ).toHaveCount(0);
  await list.scrollIntoViewIfNeeded();
  await expectAccessible(at);
  await shots(at, '21-conditions-alice');
});

test('Bob asks to lift it, by keyboard, and cannot decide about that himself', async ({
  bob: at,
}) => {
  test.slow();
  const { page } = at;
  const open = async () => {
    await page.goto(PAGE);
    await page.getByRole('button', { name: 'Ask to lift or change' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Nothing: they are gone' }).focus();
    await page.keyboard.press('ArrowDown');
    await dialog.getByRole('radio', { name: 'All tools' }).focus();
    await page.keyboard.press('ArrowUp');
    for (const name of ['forecast', 'note_rain']) {
      await press(dialog.getByRole('checkbox', { name: new RegExp(name) }));
    }
    await dialog
      .getByRole('textbox', { name: /^Why/ })
      .fill('The field team notes rain, too.');
    return dialog;
  };
  await inDark(at, async () => {
    const dialog = await open();
    await shot(at, '21-conditions-ask-dark');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });
  const dialog = await open();
  await expectAccessible(at);
  await shot(at, '21-conditions-ask');
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(dialog).toBeHidden();
  const wishes = page.getByRole('list', { name: 'Wishes to lift conditions' });
  await expect(wishes).toContainText('The field team notes rain, too.');
  await expect(wishes).toContainText('Waits for a decision');
  await wishes.scrollIntoViewIfNeeded();
  await expectAccessible(at);
  await shots(at, '21-conditions-asked');
  const [lift] = (await state()).conditionLifts ?? [];
  const bob = await as('bob');
  const own = await refused(
    bob.registry.POST('/condition-lifts/{id}/decision', {
      params: { path: { id: lift.id } },
      body: { decision: 'approve' },
    }),
  );
  expect(own.status).toBe(403);
  await says('note_rain').toContain('under conditions that do not cover this');
});

test('Carol decides in Approvals, and Alice’s next call goes through', async ({
  carol: at,
}) => {
  const { page } = at;
  await page.goto(APPROVALS);
  const wish = wishOf(at);
  await expect(wish).toContainText('The field team notes rain, too.');
  await expect(wish).toContainText('Only with tools that read.');
  await expect(wish).toContainText('Only with the tools forecast, note_rain.');
  await wish.scrollIntoViewIfNeeded();
  await expectAccessible(at);
  await shots(at, '21-conditions-decide');
  await wish.getByRole('button', { name: 'Lift them' }).click();
  await expect(wish).toHaveCount(0);
  await says('note_rain').toContain('note_rain answers');
  await says('places').toContain('under conditions that do not cover this');
  await page.goto(`${APPROVALS}?tab=decided`);
  const decided = page
    .getByRole('listitem')
    .filter({ hasText: 'The field team notes rain, too.' });
  await expect(decided).toContainText('Lifted');
  await expectAccessible(at);
  await shots(at, '21-conditions-decided');
});

test('Bob narrows it at once, and people other than the chosen are refused', async ({
  bob: at,
  alice: other,
}) => {
  test.slow();
  const { page } = at;
  const fill = async () => {
    await page.goto(PAGE);
    await page.getByRole('button', { name: 'Narrow further' }).click();
    const dialog = page.getByRole('dialog', { name: /^Narrow what/ });
    await dialog
      .getByRole('button', { name: /Only these groups and people/ })
      .click();
    await page
      .getByRole('option', { name: /finance/i })
      .first()
      .click();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeVisible();
    const day = dialog.getByRole('group', { name: /Last day/ });
    await day.getByRole('spinbutton', { name: /day/i }).first().click();
    await page.keyboard.type('01032031');
    await dialog
      .getByRole('textbox', { name: /^Why/ })
      .fill('Finance alone needs it.');
    return dialog;
  };
  await inDark(at, async () => {
    const dialog = await fill();
    await shot(at, '21-conditions-narrow-dark');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });
  const dialog = await fill();
  await expectAccessible(at);
  await shot(at, '21-conditions-narrow');
  await dialog.getByRole('button', { name: 'Narrow now' }).click();
  await expect(dialog).toBeHidden();
  const list = page.getByRole('list', { name: 'It may be used' });
  await expect(list).toContainText(/Only by finance/i);
  await expect(list).toContainText(/Until the end of .*2031; then/);
  await list.scrollIntoViewIfNeeded();
  await expectAccessible(at);
  await shots(at, '21-conditions-narrowed');
  await says('note_rain').toContain('for certain people and groups only');
  await other.page.goto(PAGE);
  await expect(
    other.page.getByText('Approved for others only').first(),
  ).toBeVisible();
  await expectAccessible(other);
  await shots(other, '21-conditions-others');
});

test('past its last moment it is suspended, nobody resumes it, and lifting that lets it serve again', async ({
  bob: owner,
  carol: reviewer,
}) => {
  test.slow();
  const bob = await as('bob');
  await ok(
    bob.registry.POST('/servers/{namespace}/{name}/conditions', {
      params,
      body: {
        conditions: [
          { kind: 'until', at: new Date(Date.now() + 3_000).toISOString() },
        ],
        reason: 'The trial ends now.',
      },
    }),
  );
  await expect
    .poll(async () => (await state()).status, { timeout: 60_000 })
    .toBe('suspended');
  const resumed = await refused(
    bob.registry.POST('/servers/{namespace}/{name}/resume', {
      params,
      body: { reason: 'please' },
    }),
  );
  expect(resumed.message).toContain('until a day that is over');
  await owner.page.goto(PAGE);
  await expect(
    owner.page.getByText('Held back: its time is over'),
  ).toBeVisible();
  await expect(
    owner.page.getByText(/It was approved until/).first(),
  ).toBeVisible();
  await owner.page
    .getByText('Held back: its time is over')
    .scrollIntoViewIfNeeded();
  await expectAccessible(owner);
  await shots(owner, '21-conditions-over');
  const { conditions = [] } = await state();
  await ok(
    bob.registry.POST('/servers/{namespace}/{name}/condition-lifts', {
      params,
      body: {
        lifts: conditions.map(({ id }) => id),
        reason: 'The trial went well.',
      },
    }),
  );
  await reviewer.page.goto(APPROVALS);
  const wish = wishOf(reviewer);
  await expect(wish).toContainText('it serves again');
  await wish.scrollIntoViewIfNeeded();
  await expectAccessible(reviewer);
  await shots(reviewer, '21-conditions-serve-again');
  await wish.getByRole('button', { name: 'Lift them' }).click();
  await expect(wish).toHaveCount(0);
  expect((await state()).status).toBe('active');
  // Her session may have ended with the server's: she begins anew, as her application would.
  await client?.close().catch(() => {});
  const { token } = await gatewayToken('alice', NAME);
  await expect
    .poll(
      async () => {
        try {
          client = await connectClient({ server: NAME, token });
          return await call('places');
        } catch (error) {
          return String(error);
        }
      },
      { timeout: 15_000 },
    )
    .toContain('places answers');
});
