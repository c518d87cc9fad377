import { as, ok, refused } from '../support/api';
import {
  type AtPortal,
  expect,
  expectAccessible,
  shots,
  test,
} from '../support/people';
import { stack } from '../support/stack';

const TITLE = 'Ledger of restricted data';
const NEEDS = 'What this version needs';

/** Bob registers a server of restricted data, which the portal's policy asks two of security for, or one with a ticket. */
async function register(name: string, title: string): Promise<string> {
  const { registry } = await as('bob');
  const server = await ok(
    registry.POST('/servers', {
      body: {
        name,
        title,
        description: 'Keeps the ledger',
        owner: 'group:default/data-platform',
        riskTier: 'low',
        dataClassification: 'restricted',
        package: {
          registry: 'npm',
          identifier: '@modelcontextprotocol/server-memory',
          version: '2026.8.31',
        },
        permissionProfile: { network: { mode: 'none' } },
      },
    }),
  );
  return server.pendingRevision?.digest ?? '';
}

const cardOf = ({ page }: AtPortal, name: string) =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: new RegExp(name) }) })
    .first();

test('Carol alone is not enough for restricted data, and sees why', async ({
  carol: at,
}) => {
  test.slow();
  const digest = await register('ledger-one', TITLE);
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  const card = cardOf(at, 'ledger|Ledger');
  const needs = card.getByRole('list', { name: NEEDS });
  await expect(needs).toContainText(
    'Restricted data takes two people, or a ticket',
  );
  await expect(needs).toContainText('2 of the review team');
  await needs.scrollIntoViewIfNeeded();
  await shots(at, '21-approval-needs');
  await expectAccessible(at);
  await card.getByRole('button', { name: 'Approve this version' }).click();
  await expect(
    page.getByText('You agreed to this version. It is not approved yet.'),
  ).toBeVisible();
  await expect(card.getByRole('list', { name: NEEDS })).toContainText(
    '1 more is missing',
  );
  await shots(at, '21-approval-half');
  const { registry } = await as('carol');
  // Once more is no more.
  const again = await refused(
    registry.POST('/revisions/{digest}/decision', {
      params: { path: { digest } },
      body: { decision: 'approve' },
    }),
  );
  expect(again.status).toBe(409);
  // Nothing is left over for others to find.
  await ok(
    registry.POST('/revisions/{digest}/decision', {
      params: { path: { digest } },
      body: { decision: 'reject', reason: 'The test is over' },
    }),
  );
});

test('One with a ticket is enough, and the record says by which rule', async ({
  carol: at,
}) => {
  test.slow();
  const digest = await register('ledger-two', 'Second ledger');
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  const card = cardOf(at, 'ledger|Ledger');
  await card.getByRole('textbox', { name: 'Number of a ticket' }).fill('SEC-7');
  await card.getByRole('button', { name: 'Approve this version' }).click();
  await expect(card).toHaveCount(0);
  const { registry } = await as('carol');
  const page2 = await ok(
    registry.GET('/inbox', { params: { query: { state: 'decided' } } }),
  );
  const { decided } =
    page2.items.find(({ decided: one }) => one?.digest === digest) ?? {};
  expect(decided?.state).toBe('approved');
  expect(decided?.history.at(-1)?.details).toMatchObject({
    ticket: 'SEC-7',
    rules: [
      { policy: 'restricted-data', rule: 'two-people', alternative: 'ticket' },
    ],
  });
});

test('Carol reads the policies in words, and what each server would need', async ({
  carol: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/policies`);
  const policies = page.getByRole('list', { name: 'Approval policies' });
  await expect(policies).toContainText('Servers of restricted data');
  await expect(policies).toContainText('Only observed');
  await page
    .getByRole('button', { name: 'What would each server need?' })
    .click();
  const table = page.getByRole('table', { name: 'What each server needs' });
  await expect(table).toContainText('a new server');
  await table.scrollIntoViewIfNeeded();
  await shots(at, '21-approval-preview');
  await expectAccessible(at);
});

test('Carol names who decides in her place, and ends it', async ({
  carol: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  await page.getByRole('tab', { name: 'Away' }).click();
  await page.getByRole('button', { name: 'Name somebody' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').first().fill('erin');
  await page.getByRole('option', { name: /erin/i }).first().click();
  await dialog.getByRole('button', { name: 'Name somebody' }).click();
  const list = page.getByRole('list', { name: 'Who stands in for whom' });
  await expect(list).toContainText('decides in your place');
  await expectAccessible(at);
  await shots(at, '21-approval-away');
  // Another theme mounts the page anew, at its first tab.
  await page.getByRole('tab', { name: 'Away' }).click();
  await list.getByRole('button', { name: 'End it' }).click();
  await expect(page.getByText('Nobody stands in for you')).toBeVisible();
});
