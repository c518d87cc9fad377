import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { as, ok } from '../support/api';
import { expect, expectAccessible, shots, test } from '../support/people';
import { stack } from '../support/stack';
import { startChangingServer } from '../support/startChangingServer';

test.describe.configure({ mode: 'serial' });

const NAME = 'tides';
const TITLE = 'Tides';
const params = { path: { namespace: 'default', name: NAME } };
let server: Awaited<ReturnType<typeof startChangingServer>>;
let lastDay = '';

test.beforeAll(async () => {
  const read = (name: string) => readFileSync(join(stack.tls, name));
  const tls = { cert: read('cert.pem'), key: read('key.pem') };
  const { validTo } = new X509Certificate(tls.cert);
  lastDay = new Date(validTo).toISOString().slice(0, 10);
  server = await startChangingServer({
    ...{ name: NAME, description: 'Tells the tides of a place', tls },
  });
});
test.afterAll(() => server.stop());

test('Bob registers a server whose certificate ends soon: its page says when', async ({
  bob: at,
}) => {
  const bob = await as('bob');
  const { pendingRevision } = await ok(
    bob.registry.POST('/servers', {
      body: {
        ...{ name: NAME, title: TITLE, description: 'The tides, for tests' },
        owner: 'group:default/data-platform',
        riskTier: 'low',
        dataClassification: 'internal',
        upstream: { type: 'streamable-http', url: server.url },
      },
    }),
  );
  const { digest, toolSurface } = pendingRevision!;
  expect(toolSurface.known, toolSurface.probeError).toBe(true);
  const carol = await as('carol');
  await ok(
    carol.registry.POST('/revisions/{digest}/decision', {
      params: { path: { digest } },
      body: { decision: 'approve', reason: 'For the test' },
    }),
  );
  await expect(async () => {
    const { items } = await ok(
      bob.registry.GET('/revisions/{digest}/checks', {
        params: { path: { digest } },
      }),
    );
    const said = items.find(({ id }) => id === 'certificate');
    expect(said).toMatchObject({ outcome: 'warn' });
  }).toPass({ timeout: 30_000 });
  // Its page is the catalog's, which knows the server as soon as it has looked.
  await expect(async () => {
    const known = await fetch(
      `${stack.portal}/api/catalog/entities/by-name/api/default/${NAME}`,
      { headers: { authorization: `Bearer ${bob.token}` } },
    );
    expect(known.status).toBe(200);
  }).toPass({ timeout: 60_000 });
  const { page } = at;
  await page.goto(`${stack.portal}/catalog/default/api/${NAME}`);
  await page.getByText('What was looked at, and what was found').click();
  const said = page.getByText(
    `The certificate of localhost:7020 ends on ${lastDay}.`,
  );
  await expect(said).toBeVisible();
  await said.scrollIntoViewIfNeeded();
  await expectAccessible(at);
  await shots(at, '22-certificates-check');
});

test('and so does the digest of its owner', async ({ bob: at }) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/digest`);
  const row = page
    .getByRole('table', { name: 'TLS certificates that end' })
    .getByRole('row')
    .filter({ hasText: 'localhost:7020' });
  await expect(row).toContainText(lastDay);
  await expect(row.getByRole('link', { name: /tides/i })).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 2_400 });
  await expectAccessible(at);
  await shots(at, '22-certificates-digest');
  await page.setViewportSize({ width: 1280, height: 900 });
});

test('nobody is asked about it once the server is retired', async () => {
  const { registry } = await as('bob');
  await ok(
    registry.POST('/servers/{namespace}/{name}/retire', {
      params,
      body: { reason: 'The test is over' },
    }),
  );
  const now = Date.now();
  const query = {
    from: new Date(now - 86_400_000).toISOString(),
    to: new Date(now).toISOString(),
  };
  const { digest } = await ok(
    registry.GET('/reports/owner-digest', { params: { query } }),
  );
  expect(digest?.certificates).toEqual([]);
});
