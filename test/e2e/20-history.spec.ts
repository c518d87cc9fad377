import { as, ok } from '../support/api';
import { expect, expectAccessible, shots, test } from '../support/people';
import { stack } from '../support/stack';

const NAME = 'kept-notes';
const path = { namespace: 'default', name: NAME };
const HISTORY = `${stack.portal}/catalog/default/api/${NAME}/history`;
const narrow = {
  write: ['volume://notes:/notes'],
  network: { mode: 'none' as const },
};
const wide = {
  write: ['volume://notes:/notes', 'volume://copies:/copies'],
  network: { outbound: { allow_host: ['files.example.com'] } },
};

/** Registers a packaged server and has its first version approved; whether its package can be had here plays no part. */
async function approvedServer() {
  const [bob, carol] = [await as('bob'), await as('carol')];
  const server = await ok(
    bob.registry.POST('/servers', {
      body: {
        name: NAME,
        title: 'Kept notes',
        description: 'Keeps what it is told',
        owner: 'group:default/data-platform',
        riskTier: 'low',
        dataClassification: 'internal',
        package: {
          registry: 'npm',
          identifier: '@modelcontextprotocol/server-memory',
          version: '2026.8.31',
        },
        permissionProfile: narrow,
      },
    }),
  );
  const digest = server.pendingRevision?.digest ?? '';
  await ok(
    carol.registry.POST('/revisions/{digest}/decision', {
      params: { path: { digest } },
      body: { decision: 'approve' },
    }),
  );
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
  return digest;
}

const approvedNow = async () => {
  const { registry } = await as('carol');
  const server = await ok(
    registry.GET('/servers/{namespace}/{name}', { params: { path } }),
  );
  return server.approvedRevision?.number;
};

test('Carol sees first what a new version could do more, and approves it', async ({
  carol: at,
}) => {
  test.slow();
  await approvedServer();
  const { registry } = await as('bob');
  await ok(
    registry.PUT('/servers/{namespace}/{name}/permission-profile', {
      params: { path },
      body: { permissionProfile: wide, note: 'Keeps copies elsewhere' },
    }),
  );
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  const item = page
    .getByRole('listitem')
    .filter({ hasText: 'Keeps what it is told' })
    .first();
  const first = item.getByRole('list', { name: 'Look at this first' });
  await expect(first.getByRole('listitem')).toHaveText([
    /It can connect to files\.example\.com, port 443\./,
    /It can read, change and delete volume:\/\/copies:\/copies\./,
  ]);
  await item.scrollIntoViewIfNeeded();
  await shots(at, '20-review');
  await expectAccessible(at);
  await item.getByRole('button', { name: 'Approve this version' }).click();
  await expect(item).toHaveCount(0);
  expect(await approvedNow()).toBe(2);
});

test('Bob compares the versions, and goes back to the first one by keyboard', async ({
  bob: at,
}) => {
  const { page } = at;
  await page.goto(HISTORY);
  const versions = page.getByRole('list', { name: 'Versions' });
  await expect(versions.getByText('Approved once')).toBeVisible();
  await expect(
    versions.getByText('Keeps copies elsewhere', { exact: true }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Compare version 1' }).click();
  await expect(
    page.getByText('What changed from version 2 to version 1'),
  ).toBeVisible();
  await expect(
    page.getByText('It can no longer connect to files.example.com, port 443.'),
  ).toBeVisible();
  await shots(at, '20-history');
  await expectAccessible(at);

  await page.getByRole('button', { name: 'Roll back to version 1' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('The copies were not encrypted');
  await expectAccessible(at);
  await dialog.getByRole('button', { name: 'Roll back', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Version 1 is served again.')).toBeVisible();
  expect(await approvedNow()).toBe(1);
  await expect(
    versions.getByText('The copies were not encrypted', { exact: true }),
  ).toBeVisible();
  await shots(at, '20-rolled-back');

  // Forward again would be more than now, so the same click asks those who review.
  await page.getByRole('button', { name: 'Roll back to version 2' }).click();
  await dialog.getByRole('textbox').fill('Encrypted now');
  await dialog.getByRole('button', { name: 'Roll back', exact: true }).click();
  await expect(page.getByText('Version 2 waits for review.')).toBeVisible();
  expect(await approvedNow()).toBe(1);
});

test('Alice sees the version that is approved, and no way back', async ({
  alice: at,
}) => {
  const { page } = at;
  await page.goto(HISTORY);
  await expect(
    page.getByRole('list', { name: 'Versions' }).getByText('Version 1'),
  ).toBeVisible();
  await expect(page.getByText('Version 2')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /roll back/i })).toHaveCount(0);
  await expectAccessible(at);
});
