import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { as, ok, refused } from '../support/api';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

test.describe.configure({ mode: 'serial' });

const NAME = 'open-notes';
const DESCRIPTION = 'Keeps notes, and may talk to anybody';
const PAGE = `${stack.portal}/catalog/default/api/${NAME}`;
const EVIDENCE = 'What was looked at, and what was found';
let id = '';
let digest = '';

const choose = async (at: Page | Locator, field: RegExp, option: RegExp) => {
  await at.getByRole('button', { name: field }).first().click();
  const page = 'page' in at ? at.page() : at;
  await page.getByRole('option', { name: option }).first().click();
};

test('Bob’s server may talk to anybody, so it is held back; he asks for an exception at the finding', async ({
  bob: at,
}) => {
  const { registry, token } = await as('bob');
  const server = await ok(
    registry.POST('/servers', {
      body: {
        name: NAME,
        title: 'Open notes',
        description: DESCRIPTION,
        owner: 'group:default/data-platform',
        riskTier: 'low',
        dataClassification: 'internal',
        package: {
          registry: 'npm',
          identifier: '@modelcontextprotocol/server-memory',
          version: '2026.8.31',
        },
        permissionProfile: {
          network: { outbound: { insecure_allow_all: true } },
        },
      },
    }),
  );
  digest = server.pendingRevision?.digest ?? '';
  const { page } = at;
  // The catalog takes new entities up on its own schedule.
  await expect
    .poll(
      async () =>
        // Playwright's own client would ask for the name server by itself.
        (
          await fetch(
            `${stack.portal}/api/catalog/entities/by-name/api/default/${NAME}`,
            { headers: { authorization: `Bearer ${token}` } },
          )
        ).status,
      { timeout: 60_000 },
    )
    .toBe(200);
  await page.goto(PAGE);
  await expect(page.getByText('Approval is held back')).toBeVisible();
  await expect(page.getByText(/^1 failed/)).toBeVisible();
  await page.getByText(EVIDENCE).focus();
  await page.keyboard.press('Enter');
  await page
    .getByRole('button', { name: 'Ask for an exception: network.allow-all' })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(dialog.getByText(/at least 10 letters/)).toBeVisible();
  await choose(dialog, /why it may be accepted/i, /keeps it from doing harm/i);
  await dialog
    .getByRole('textbox', { name: /what speaks for it/i })
    .fill('The notes are public, and the firewall lets nothing else out.');
  await dialog
    .getByRole('textbox', { name: /where the evidence is/i })
    .fill('https://wiki.corp.example/firewall');
  await choose(dialog, /it ends/i, /^in 14 days/i);
  await expectAccessible(at);
  await shot(at, '21-exceptions-ask');
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(
    page.getByText(/An exception waits for the review team. Asked for by bob/),
  ).toBeVisible();
  const asked = page
    .getByRole('list', { name: 'Exceptions of this server' })
    .getByRole('listitem');
  await expect(asked).toContainText('Waits for a decision');
  await expectAccessible(at);
  await shots(at, '21-exceptions-asked');
});

test('nobody decides about their own, and asking opens nothing', async () => {
  const bob = await as('bob');
  const { items } = await ok(
    bob.registry.GET('/servers/{namespace}/{name}/exceptions', {
      params: { path: { namespace: 'default', name: NAME } },
    }),
  );
  id = items[0].id;
  expect(items[0]).toMatchObject({ state: 'requested', canDecide: false });
  const own = await refused(
    bob.registry.POST('/exceptions/{id}/decision', {
      params: { path: { id } },
      body: { decision: 'approve' },
    }),
  );
  expect(own.status).toBe(403);
  const carol = await as('carol');
  const held = await refused(
    carol.registry.POST('/revisions/{digest}/decision', {
      params: { path: { digest } },
      body: { decision: 'approve' },
    }),
  );
  expect(held.status).toBe(409);
});

test('Carol approves it for less time than was asked, and then the version, which stays marked', async ({
  carol: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  const cards = page.getByRole('listitem');
  const revision = cards.filter({ hasText: DESCRIPTION }).first();
  const approve = revision.getByRole('button', {
    name: 'Approve this version',
  });
  await expect(revision.getByText('Approval is held back')).toBeVisible();
  await expect(approve).toBeDisabled();
  const request = cards
    .filter({ hasText: 'asks for an exception for Open notes' })
    .first();
  await expect(request).toContainText('firewall lets nothing else out');
  await request.scrollIntoViewIfNeeded();
  await expectAccessible(at);
  await shots(at, '21-exceptions-decide');
  await choose(request, /it ends/i, /^in 7 days/i);
  await request.getByRole('button', { name: 'Approve for less time' }).click();
  await expect(request).toBeHidden();
  await expect(
    revision.getByText(/can be approved only because of an exception/),
  ).toBeVisible();
  await expect(
    revision.getByText(/1 failed, 1 finding is excepted/),
  ).toBeVisible();
  await revision.getByText(EVIDENCE).first().click();
  await expect(
    revision.getByText(/^Excepted until .*, by carol: Something else keeps/),
  ).toBeVisible();
  await revision.getByText(/can be approved only/).scrollIntoViewIfNeeded();
  await shot(at, '21-exceptions-open');
  await approve.click();
  await expect(revision).toBeHidden();
});

test('Bob sees what is excepted, until when and by whom, and takes it away as OpenVEX', async ({
  bob: at,
}) => {
  const { page } = at;
  await page.goto(PAGE);
  const list = page.getByRole('list', { name: 'Exceptions of this server' });
  await expect(list.getByText('Excepted', { exact: true })).toBeVisible();
  await expect(page.getByText(/1 failed, 1 finding is excepted/)).toBeVisible();
  const saved = page.waitForEvent('download');
  await list.getByRole('button', { name: 'Save as OpenVEX' }).click();
  const file = await (await saved).path();
  const { statements } = JSON.parse(await readFile(file, 'utf8'));
  expect(statements).toMatchObject([
    {
      vulnerability: { name: 'sallyport/reach/network.allow-all' },
      products: [
        { '@id': 'pkg:npm/%40modelcontextprotocol/server-memory@2026.8.31' },
      ],
      status: 'not_affected',
      justification: 'inline_mitigations_already_exist',
    },
  ]);
  await expectAccessible(at);
  await list.scrollIntoViewIfNeeded();
  await shots(at, '21-exceptions-held');
});

test('Carol ends it: the server stops, and nobody lets it run again without another one', async ({
  carol: at,
}) => {
  const { page } = at;
  await page.goto(PAGE);
  await page.getByRole('button', { name: 'End it now' }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('textbox', { name: 'Reason' })
    .fill('The firewall is gone.');
  await dialog.getByRole('button', { name: 'End it now' }).click();
  await expect(page.getByText('Taken back', { exact: true })).toBeVisible();
  const { registry } = await as('bob');
  const path = { namespace: 'default', name: NAME };
  const server = await ok(
    registry.GET('/servers/{namespace}/{name}', { params: { path } }),
  );
  expect(server.status).toBe('suspended');
  const again = await refused(
    registry.POST('/servers/{namespace}/{name}/resume', {
      params: { path },
      body: { reason: 'please' },
    }),
  );
  expect(again.message).toContain('has ended');
  await shots(at, '21-exceptions-ended');
});
