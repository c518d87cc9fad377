import { as, ok } from '../support/api';
import { expect, expectAccessible, shots, test } from '../support/people';
import { stack } from '../support/stack';

test.describe.configure({ mode: 'serial' });

let digest = '';

test('Bob registers a server outside of the company, without TLS: Carol sees what is wrong and cannot approve it', async ({
  carol: at,
}) => {
  const bob = await as('bob');
  const server = await ok(
    bob.registry.POST('/servers', {
      body: {
        name: 'far-away',
        title: 'Far away',
        description: 'A server that somebody found on the internet',
        owner: 'group:default/data-platform',
        riskTier: 'low',
        dataClassification: 'internal',
        // For documentation: nobody has this address, and the gateway does not connect to it.
        upstream: { type: 'streamable-http', url: 'http://203.0.113.7/mcp' },
      },
    }),
  );
  digest = server.pendingRevision?.digest ?? '';
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  const card = page
    .getByRole('listitem')
    .filter({ hasText: 'A server that somebody found on the internet' })
    .first();
  await expect(card.getByText('1 failed')).toBeVisible();
  await expect(card.getByText('Approval is held back')).toBeVisible();
  await expect(
    card.getByRole('button', { name: 'Approve this version' }),
  ).toBeDisabled();
  await card.getByText('What was looked at, and what was found').focus();
  await page.keyboard.press('Enter');
  await expect(
    card.getByText(/^Calls go to 203.0.113.7 without TLS/),
  ).toBeVisible();
  await expect(card.getByText('no-tls', { exact: true })).toBeVisible();
  await expectAccessible(at);
  await card
    .getByRole('list', { name: 'Automatic checks' })
    .scrollIntoViewIfNeeded();
  await shots(at, '20-checks-held');
});

test('nor can a program, which is told why; what was found is there as SARIF', async () => {
  const { registry } = await as('carol');
  const { error, response } = await registry.POST(
    '/revisions/{digest}/decision',
    { params: { path: { digest } }, body: { decision: 'approve' } },
  );
  expect(response.status).toBe(409);
  expect(JSON.stringify(error)).toContain('“Where it runs” failed');
  const log = (await ok(
    registry.GET('/revisions/{digest}/checks/sarif', {
      params: { path: { digest } },
    }),
  )) as { version: string; runs: { results: { ruleId: string }[] }[] };
  expect(log.version).toBe('2.1.0');
  expect(
    log.runs.flatMap(({ results }) => results.map(({ ruleId }) => ruleId)),
  ).toContain('no-tls');
  await ok(
    registry.POST('/revisions/{digest}/decision', {
      params: { path: { digest } },
      body: { decision: 'reject', reason: 'It has no TLS' },
    }),
  );
});

test('Bob sees on the page of a server how its checks turned out, and has them run again', async ({
  bob: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/catalog/default/api/everything`);
  const line = page.getByText(/\d checks? passed/);
  await expect(line).toBeVisible();
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByRole('button', { name: 'Check again' })).toBeEnabled({
    timeout: 60_000,
  });
  await expect(line).toBeVisible();
  await page.getByText('What was looked at, and what was found').click();
  await expectAccessible(at);
  await line.scrollIntoViewIfNeeded();
  await shots(at, '20-checks');
});
