import type { Page } from '@playwright/test';
import { giveAccess } from '../support/giveAccess';
import { expect, expectAccessible, shot, test } from '../support/people';
import { stack } from '../support/stack';

const pageOf = (server: string, tab: string) =>
  `${stack.portal}/catalog/default/api/${server}/${tab}`;

/** Tries a tool on the server's page with these values. */
async function tryIt(
  page: Page,
  options: { server: string; tool: string; values?: Record<string, string> },
) {
  const { server, tool, values = {} } = options;
  await page.goto(`${pageOf(server, 'tools')}?try=${tool}`);
  const panel = page.getByRole('region', { name: `Try it: ${tool}` });
  for (const [field, value] of Object.entries(values)) {
    await panel
      .getByRole('textbox', { name: new RegExp(field, 'i') })
      .first()
      .fill(value);
  }
  await panel.getByRole('button', { name: 'Run' }).click();
  await expect(panel.getByText(/^Answered in/).first()).toBeVisible({
    timeout: 60_000,
  });
  return panel;
}

test('Alice calls servers that ship as packages, like any other', async ({
  alice: at,
}) => {
  await giveAccess('alice', 'filesystem', [
    'list_directory',
    'list_allowed_directories',
  ]);
  await giveAccess('alice', 'memory', ['read_graph']);
  const files = await tryIt(at.page, {
    server: 'filesystem',
    tool: 'list_allowed_directories',
  });
  await expect(files.getByText(/\/workspace/).first()).toBeVisible();
  await files.scrollIntoViewIfNeeded();
  await shot(at, '18-files-of-alice');
  const memory = await tryIt(at.page, { server: 'memory', tool: 'read_graph' });
  await expect(memory.getByText(/entities/).first()).toBeVisible();
  await memory.scrollIntoViewIfNeeded();
  await shot(at, '18-memory-of-alice');
  await expectAccessible(at);
});

test('Bob, who owns one, sees what runs, in what sandbox, within which bounds', async ({
  bob: at,
}) => {
  const { page } = at;
  await page.goto(pageOf('memory', 'runtime'));
  const now = page.getByRole('list', { name: 'What runs now' });
  await expect(
    now.getByRole('listitem').filter({ hasText: /alice/i }),
  ).toContainText('Running');
  await expect(page.getByText(/^bwrap\+seccomp\+/)).toBeVisible();
  await expect(page.getByText(/Memory: (kept|watched)/)).toBeVisible();
  await expect(page.getByText(/^Measured/).first()).toBeVisible({
    timeout: 30_000,
  });
  await expect(
    page.getByText('It was tried for a review').first(),
  ).toBeVisible();
  await shot(at, '18-runtime-of-bob');
  await expectAccessible(at);
  // Dark from the start: when the colours change, the page begins anew.
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(pageOf('memory', 'runtime'));
  await expect(now.getByRole('listitem').first()).toBeVisible();
  await shot(at, '18-runtime-of-bob-dark');
  await expectAccessible(at);
  await page.emulateMedia({ colorScheme: 'light' });
});

test('Bob restarts it, and ends it: the next call starts it again', async ({
  bob: at,
}) => {
  const { page } = at;
  await page.goto(pageOf('memory', 'runtime'));
  const running = page
    .getByRole('list', { name: 'What runs now' })
    .getByRole('listitem')
    .filter({ hasText: 'Running' });
  await expect(running).not.toHaveCount(0);
  await page.getByRole('button', { name: 'Restart' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Restart' })
    .click();
  await expect(page.getByText('Its owner restarted it').first()).toBeVisible();
  await expect(page.getByText('Nothing runs now')).toBeVisible({
    timeout: 60_000,
  });
  await shot(at, '18-runtime-restarted');
  await page.getByRole('button', { name: 'End it now' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('broken off');
  await shot(at, '18-runtime-end');
  await expectAccessible(at);
  await dialog.getByRole('button', { name: 'End it now' }).click();
  await expect(dialog).toHaveCount(0);
});

test('Alice’s next call starts it again', async ({ alice: at }) => {
  const memory = await tryIt(at.page, { server: 'memory', tool: 'read_graph' });
  await expect(memory.getByText(/entities/).first()).toBeVisible();
});

test('how it runs is for those who answer for it', async ({ dave: at }) => {
  const { page, problems } = at;
  problems.allow(/the server responded with a status of 404 .*\/runtime\)/);
  await page.goto(pageOf('memory', 'runtime'));
  await expect(
    page.getByText('How it runs is for those who answer for it'),
  ).toBeVisible();
});
