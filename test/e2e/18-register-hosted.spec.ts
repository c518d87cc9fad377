import type { Page } from '@playwright/test';
import { as, ok } from '../support/api';
import {
  type AtPortal,
  expect,
  expectAccessible,
  shot,
  shots,
  test,
} from '../support/people';
import { stack } from '../support/stack';

const NAME = 'team-memory';
const REF = `api:default/${NAME}`;
const RUNTIME = `${stack.portal}/catalog/default/api/${NAME}/runtime`;

const choose = async (page: Page, field: RegExp, option: RegExp) => {
  await page
    .getByRole('button', { name: field })
    .or(page.getByRole('combobox', { name: field }))
    .first()
    .click();
  await page.getByRole('option', { name: option }).first().click();
};

const words = (page: Page, kind: string) =>
  page.getByRole('list', { name: kind, exact: true }).getByRole('listitem');

/** Bob's form, up to the page where it says where the server runs. */
async function describe(page: Page) {
  await page.goto(
    `${stack.portal}/create/templates/default/register-mcp-server`,
  );
  const next = page.getByRole('button', { name: /^next$/i });
  await page.getByRole('textbox', { name: /^name/i }).fill(NAME);
  await page.getByRole('textbox', { name: /^title/i }).fill('Team memory');
  await page
    .getByRole('textbox', { name: /^what it does/i })
    .fill('Remembers what the team tells it');
  await page
    .getByRole('combobox', { name: /owner/i })
    .or(page.getByRole('textbox', { name: /owner/i }))
    .first()
    .fill('Data');
  await page.getByRole('option').first().click();
  await next.click();
  await choose(page, /risk/i, /^low/i);
  await choose(page, /data classification/i, /^internal/i);
  await next.click();
}

async function narrow(at: AtPortal, name: string) {
  await at.page.setViewportSize({ width: 360, height: 900 });
  await shot(at, name);
  for (const part of ['Network', 'Files', 'Secrets', 'Bounds']) {
    const box = await at.page
      .getByRole('group', { name: part, exact: true })
      .boundingBox();
    expect(box!.x + box!.width, part).toBeLessThanOrEqual(360);
  }
  await at.page.setViewportSize({ width: 1280, height: 900 });
}

test('Bob registers a package with the form, and reads what it will be able to do', async ({
  bob: at,
}) => {
  test.slow();
  const { page } = at;
  await describe(page);
  await page.getByRole('radio', { name: /it is a package/i }).check();
  await page
    .getByRole('textbox', { name: /^package name/i })
    .fill('@modelcontextprotocol/server-memory');
  await page.getByRole('textbox', { name: /^version/i }).fill('2026.8.31');
  await page.getByRole('radio', { name: /each person has their own/i }).check();
  await expect(words(page, 'Connect')).toHaveText([
    'It can connect to nothing.',
  ]);

  // What ToolHive has of it comes first, with what was not understood.
  await page.getByText(/^Take over a profile/).click();
  await page
    .getByRole('textbox', { name: /^Profile/ })
    .fill(
      'privileged: true\nwrite: ["/home/bob:/data"]\nnetwork: { outbound: { allow_host: [.example.com] } }\n',
    );
  await page.getByRole('button', { name: 'Take it over' }).click();
  await expect(
    page.getByRole('list', { name: 'What came of it' }),
  ).toContainText('asks to be privileged');
  await expect(words(page, 'Connect')).toHaveText([
    /every host below example\.com, port 443/,
  ]);
  await expect(page.getByRole('list', { name: 'Worth a look' })).toContainText(
    '/home/bob is all that somebody has on the machine',
  );
  await expectAccessible(at);
  await shot(at, '18-editor-dangerous');

  // By keyboard alone: what is too much goes, what it needs comes.
  const hosts = page.getByRole('textbox', { name: /^Hosts/ });
  await hosts.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.getByRole('textbox', { name: /^Ports/ }).fill('');
  await page.getByRole('button', { name: 'Remove: Files 1' }).press('Enter');
  const add = page.getByRole('button', { name: 'Add files' });
  await expect(add).toBeFocused();
  await page.keyboard.press('Enter');
  const files = page.getByRole('group', { name: 'Files 1' });
  await expect(files.getByRole('textbox').first()).toBeFocused();
  await page.keyboard.type('memory');
  await page.keyboard.press('Tab');
  await page.keyboard.type('/memory');
  const settings = page.getByRole('group', { name: 'Setting 1' });
  await page.getByRole('button', { name: 'Add a setting' }).press('Enter');
  await settings
    .getByRole('textbox', { name: 'Variable' })
    .fill('MEMORY_FILE_PATH');
  await settings
    .getByRole('textbox', { name: 'Value' })
    .fill('/memory/memory.jsonl');
  await expect(words(page, 'Change')).toContainText([
    'It can keep files in the volume memory, as /memory.',
  ]);
  await expect(words(page, 'Connect')).toHaveText([
    'It can connect to nothing.',
  ]);
  await page.getByRole('textbox', { name: /^Hosts/ }).scrollIntoViewIfNeeded();
  await shot(at, '18-editor');
  await narrow(at, '18-editor-360');

  await page.getByRole('button', { name: /^(?:review|next)$/i }).click();
  await shot(at, '18-summary');
  await page.getByRole('button', { name: /^create$/i }).click();
  await expect(page.getByText(/waits for review/i).first()).toBeVisible({
    timeout: 80_000,
  });
  const bob = await as('bob');
  const server = await ok(
    bob.registry.GET('/servers/{namespace}/{name}', {
      params: { path: { namespace: 'default', name: NAME } },
    }),
  );
  expect(server.pendingRevision?.snapshot).toMatchObject({
    package: { registry: 'npm', version: '2026.8.31' },
    isolation: 'per-user',
    permissionProfile: {
      write: ['volume://memory:/memory'],
      network: { mode: 'none' },
      sallyport: { env: { MEMORY_FILE_PATH: '/memory/memory.jsonl' } },
    },
  });
});

test('the form shows the editor in the dark, too', async ({ erin: at }) => {
  test.slow();
  const { page } = at;
  await page.emulateMedia({ colorScheme: 'dark' });
  await describe(page);
  await page.getByRole('radio', { name: /it is a package/i }).check();
  await page.getByRole('textbox', { name: /^Hosts/ }).fill('.com');
  await expect(page.getByRole('list', { name: 'Worth a look' })).toBeVisible();
  await expectAccessible(at);
  await page.getByText('Worth a look').scrollIntoViewIfNeeded();
  await shot(at, '18-editor-dark');
  await page.getByRole('textbox', { name: /^Hosts/ }).fill('*.com');
  await expect(page.getByText('“*.com” is no host.')).toBeVisible();
  await expectAccessible(at);
  await page.emulateMedia({ colorScheme: 'light' });
});

const waiting = (page: Page) =>
  page
    .getByRole('listitem')
    .filter({ hasText: 'Remembers what the team tells it' })
    .first();

test('Carol reads what it will be able to do, and approves it', async ({
  carol: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  const item = waiting(page);
  await expect(
    item.getByText('It can keep files in the volume memory, as /memory.'),
  ).toBeVisible();
  await item.scrollIntoViewIfNeeded();
  await shots(at, '18-review');
  await expectAccessible(at);
  await item.getByRole('button', { name: /^approve/i }).click();
  await expect(item).toHaveCount(0);
});

test('Bob proposes a change on the server’s page, and Carol sees what is new', async ({
  bob,
  carol,
}) => {
  test.slow();
  const { page } = bob;
  const { token } = await as('bob');
  await expect
    .poll(
      async () => {
        const { status } = await fetch(
          `${stack.portal}/api/catalog/entities/by-name/api/default/${NAME}`,
          { headers: { authorization: `Bearer ${token}` } },
        );
        return status;
      },
      { timeout: 60_000 },
    )
    .toBe(200);
  await page.goto(RUNTIME);
  await expect(
    page.getByRole('button', { name: 'Propose a change' }),
  ).toBeVisible();
  await shots(bob, '18-server');
  await expectAccessible(bob);
  await page.getByRole('button', { name: 'Propose a change' }).click();
  await page.getByRole('textbox', { name: /^Hosts/ }).fill('files.example.com');
  await page.getByRole('textbox', { name: /^Why/ }).fill('Keeps a copy');
  await expectAccessible(bob);
  await page.getByRole('button', { name: 'Submit for review' }).click();
  await expect(page.getByText('Submitted. It waits for review.')).toBeVisible({
    timeout: 80_000,
  });
  const changes = [
    /New: It can connect to files\.example\.com, port 443/,
    'No longer: It can connect to nothing.',
  ];
  await expect(words(page, 'What changes')).toHaveText(changes);
  await shot(bob, '18-proposed');

  await carol.page.goto(`${stack.portal}/ai-tools/approvals`);
  const item = waiting(carol.page);
  await expect(
    item.getByRole('heading', { name: /What changed since version/ }),
  ).toBeVisible();
  await expect(item.getByText(/files\.example\.com/).first()).toBeVisible();
  // Said once, and there.
  await expect(item.getByRole('list', { name: 'What changes' })).toHaveCount(0);
  await item.scrollIntoViewIfNeeded();
  await shot(carol, '18-review-change');
  await item.getByRole('button', { name: 'Reject', exact: true }).click();
  const dialog = carol.page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Not needed');
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await expect(item).toHaveCount(0);
  const { registry } = await as('carol');
  const { approvedRevision } = await ok(
    registry.GET('/servers/{namespace}/{name}', {
      params: { path: { namespace: 'default', name: NAME } },
    }),
  );
  expect(approvedRevision).toMatchObject({ serverRef: REF, number: 1 });
});
