import { as, ok } from '../support/api';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

test.describe.configure({ mode: 'serial' });

let digest = '';

/** Made up, as the advisories in examples/advisories are: there are no such packages. */
const LIST = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: ['quote@1.4.0', 'lines@2.1.0', 'words@1.0.0'].map(one => {
    const [name, version] = one.split('@');
    return {
      ...{ type: 'library', name: `sallyport-example-${name}`, version },
      purl: `pkg:npm/sallyport-example-${one}`,
      licenses: [{ license: { id: 'MIT' } }],
    };
  }),
};

test('Carol hands in what a server is made of, and sees which of its packages are vulnerable, how badly, and what her team says of it', async ({
  carol: at,
}) => {
  const bob = await as('bob');
  const server = await ok(
    bob.registry.POST('/servers', {
      body: {
        name: 'line-counter',
        title: 'Line counter',
        description: 'Counts lines, and is made of three packages',
        owner: 'group:default/data-platform',
        riskTier: 'low',
        dataClassification: 'internal',
        upstream: { type: 'streamable-http', url: 'http://localhost:7010/no' },
      },
    }),
  );
  digest = server.pendingRevision?.digest ?? '';
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  const card = page
    .getByRole('listitem')
    .filter({ hasText: 'Counts lines, and is made of three packages' })
    .first();
  await card.getByText('What was looked at, and what was found').click();
  await expect(
    card.getByText('There is no list of what it is made of.'),
  ).toBeVisible();
  const choosing = page.waitForEvent('filechooser');
  await card.getByRole('button', { name: 'Hand in a list' }).click();
  await (
    await choosing
  ).setFiles({
    name: 'sbom.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(LIST)),
  });
  const found = card.getByRole('list', {
    name: 'What was found by “What it is made of”',
  });
  const serious = found
    .getByRole('listitem')
    .filter({ hasText: 'sallyport-example-quote 1.4.0' });
  await expect(serious.getByText('Critical (9.8)')).toBeVisible();
  await expect(serious.getByText('1.4.2', { exact: true })).toBeVisible();
  const settled = found
    .getByRole('listitem')
    .filter({ hasText: 'sallyport-example-lines 2.1.0' });
  await expect(settled.getByText('Good to know')).toBeVisible();
  await expect(
    settled.getByText('Not affected, says Security team of the example'),
  ).toBeVisible();
  await expect(card.getByText('Approval is held back')).toBeVisible();
  await expectAccessible(at);
  const saving = page.waitForEvent('download');
  await card
    .getByRole('button', { name: 'Save the list: What was handed in' })
    .click();
  expect((await saving).suggestedFilename()).toMatch(/^uploaded-.*json$/);
  const lists = card.getByRole('list', { name: 'Lists of contents (SBOM)' });
  for (const suffix of ['', '-dark']) {
    await serious.scrollIntoViewIfNeeded();
    await shot(at, `21-contents${suffix}`);
    await lists.scrollIntoViewIfNeeded();
    await shot(at, `21-contents-lists${suffix}`);
    if (suffix) continue;
    await page.emulateMedia({ colorScheme: 'dark' });
    // When the colours change, Backstage mounts the page anew, folded.
    const folded = card.locator('details:not([open]) > summary', {
      hasText: 'What was looked at, and what was found',
    });
    await expect(folded).toBeVisible();
    await folded.click();
    await expectAccessible(at);
  }
  await page.emulateMedia({ colorScheme: 'light' });
});

test('what was found is in SARIF, with and without statements in the record', async () => {
  const carol = await as('carol');
  const params = { path: { digest } };
  const { items } = await ok(
    carol.registry.GET('/revisions/{digest}/checks', { params }),
  );
  const contents = items.find(({ id }) => id === 'contents');
  expect(contents).toMatchObject({
    outcome: 'fail',
    evidence: { withVex: 'fail', withoutVex: 'fail', statements: 1 },
  });
  await ok(
    carol.registry.POST('/revisions/{digest}/decision', {
      params,
      body: { decision: 'reject', reason: 'One of its packages is vulnerable' },
    }),
  );
});

test('what the gateway runs is looked at package by package, as it was installed', async ({
  carol: at,
}) => {
  const { registry } = await as('carol');
  const server = await ok(
    registry.GET('/servers/{namespace}/{name}', {
      params: { path: { namespace: 'default', name: 'memory' } },
    }),
  );
  const of = { digest: server.approvedRevision?.digest ?? '' };
  const { items } = await ok(
    registry.GET('/revisions/{digest}/sboms', { params: { path: of } }),
  );
  expect(items).toMatchObject([{ origin: 'installed', format: 'cyclonedx' }]);
  expect(items[0].components).toBeGreaterThan(5);
  const { page } = at;
  await page.goto(`${stack.portal}/catalog/default/api/memory`);
  await page.getByText('What was looked at, and what was found').click();
  await expect(
    page.getByText('What was installed for the probe'),
  ).toBeVisible();
  await page
    .getByText('What was installed for the probe')
    .scrollIntoViewIfNeeded();
  await shot(at, '21-contents-installed');
});

test('Erin sees that there are advisories to go by', async ({ erin: at }) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/operations`);
  await expect(page.getByRole('list', { name: 'Fine' })).toContainText(
    'Advisories about packages are read, and no older than they may be.',
  );
  await shots(at, '21-contents-setup');
});
