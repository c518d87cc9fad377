import { as, ok } from '../support/api';
import {
  type AtPortal,
  expect,
  expectAccessible,
  shots,
  test,
} from '../support/people';
import { stack } from '../support/stack';

const NAME = 'ledger-access';
const NEEDS = 'What this request needs';
const RULE = 'Restricted data takes two of security beside the owner';

/** A server of restricted data, which the portal's access policy asks more than the owner about. */
async function publish(): Promise<string> {
  const { registry: bob } = await as('bob');
  const server = await ok(
    bob.POST('/servers', {
      body: {
        name: NAME,
        title: 'Ledger for access',
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
  const { registry: carol } = await as('carol');
  await ok(
    carol.POST('/revisions/{digest}/decision', {
      params: { path: { digest: server.pendingRevision?.digest ?? '' } },
      body: { decision: 'approve', ticket: 'SEC-1' },
    }),
  );
  return server.serverRef;
}

const cardOf = ({ page }: AtPortal) =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByRole('list', { name: NEEDS }) })
    .first();

let request = '';

test('Alice sees whom her request waits for, and by which rule', async ({
  alice: at,
}) => {
  test.slow();
  const serverRef = await publish();
  const { registry } = await as('alice');
  // The catalog takes it in first.
  await expect
    .poll(
      async () =>
        (
          await registry.GET('/servers/{namespace}/{name}', {
            params: { path: { namespace: 'default', name: NAME } },
          })
        ).response.status,
      { timeout: 90_000 },
    )
    .toBe(200);
  const asked = await ok(
    registry.POST('/access-requests', {
      body: {
        ...{ serverRef, purpose: 'To close the books', durationDays: 30 },
        tools: { kind: 'all' },
      },
    }),
  );
  request = asked.id;
  expect(asked.state).toBe('pending');
  await at.page.goto(`${stack.portal}/ai-tools/my-access`);
  const needs = cardOf(at).getByRole('list', { name: NEEDS });
  await expect(needs).toContainText(RULE);
  await expect(needs).toContainText('The owner of the server agrees');
  await expect(cardOf(at)).toContainText('for 14 days at most');
  await needs.scrollIntoViewIfNeeded();
  await shots(at, '21-access-needs-mine');
  await expectAccessible(at);
});

test('Bob, who owns it, sees what it needs beside him', async ({ bob: at }) => {
  await at.page.goto(`${stack.portal}/ai-tools/approvals`);
  const card = cardOf(at);
  await expect(card.getByRole('list', { name: NEEDS })).toContainText(RULE);
  await expect(
    card.getByRole('textbox', { name: 'Number of a ticket' }),
  ).toBeVisible();
  await card.getByRole('list', { name: NEEDS }).scrollIntoViewIfNeeded();
  await shots(at, '21-access-needs');
  await expectAccessible(at);
  const { registry } = await as('bob');
  const half = await ok(
    registry.POST('/access-requests/{id}/decision', {
      params: { path: { id: request } },
      body: { decision: 'approve' },
    }),
  );
  expect(half.state).toBe('pending');
});

test('Carol reads the policies about access, previews what is open, and decides with a ticket', async ({
  carol: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/policies`);
  const policies = page.getByRole('list', { name: 'Policies about access' });
  await expect(policies).toContainText('Access to restricted data');
  await expect(policies).toContainText('Only observed');
  await page
    .getByRole('button', { name: 'What would each open request need?' })
    .click();
  const table = page.getByRole('table', {
    name: 'What each open request needs',
  });
  await expect(table).toContainText(RULE);
  await table.scrollIntoViewIfNeeded();
  await shots(at, '21-access-policies');
  await expectAccessible(at);
  const { registry } = await as('carol');
  const done = await ok(
    registry.POST('/access-requests/{id}/decision', {
      params: { path: { id: request } },
      body: { decision: 'approve', ticket: 'SEC-7' },
    }),
  );
  expect(done).toMatchObject({
    state: 'approved',
    granted: { durationDays: 14 },
  });
  const { registry: bob } = await as('bob');
  await ok(
    bob.POST('/grants/{id}/revoke', {
      params: { path: { id: done.grantId ?? '' } },
      body: { reason: 'The test is over' },
    }),
  );
});
