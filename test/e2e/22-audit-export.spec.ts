import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Route } from '@playwright/test';
import { gatewayToken } from '../support/api';
import { message, post } from '../support/mcp';
import { expect, expectAccessible, shots, test } from '../support/people';
import { stack, tokenOf } from '../support/stack';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const run = promisify(execFile);

/** The command as an auditor has it. Answers what it printed and how it ended. */
async function sallyport(...args: string[]) {
  const env = { ...process.env, SALLYPORT_TOKEN: tokenOf('carol') };
  return await run('packages/cli/bin/sallyport', args, { env }).then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    error => ({ code: error.code, out: `${error.stdout}${error.stderr}` }),
  );
}

/** One that is refused: there is something in the log, whatever ran before. */
async function callOfDave(tool = 'not_a_tool'): Promise<void> {
  const { token } = await gatewayToken('dave', 'orders');
  await post({
    ...{ server: 'orders', token },
    body: message('tools/call', { name: tool, arguments: {} }),
  });
}

/** What the portal answers. Playwright's own way to ask looks for `localhost` in the network's names. */
async function answerOf(route: Route) {
  const request = route.request();
  const answer = await fetch(request.url(), {
    headers: await request.allHeaders(),
  });
  return await answer.json();
}

test('Carol takes the log out, in the browser and by the command, and it verifies away from the portal', async ({
  carol: at,
}) => {
  const { page } = at;
  await callOfDave();
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-proof-'));
  try {
    await page.goto(`${stack.portal}/ai-tools/activity?role=all`);
    const button = page.getByRole('button', { name: 'Chained log (tar)' });
    await expect(button).toBeVisible();
    await shots(at, '22-audit-export');
    await expectAccessible(at);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button.click(),
    ]);
    const saved = join(folder, 'audit-log.tar');
    await download.saveAs(saved);
    const report = await sallyport('audit', 'verify', saved);
    expect(report.out).toMatch(/Good: \d+ events of \d+ writers/);
    expect(report.code).toBe(0);

    const file = join(folder, 'log.tar');
    const taken = await sallyport('audit', 'export', stack.portal, file);
    expect(taken.out).toMatch(/Good: \d+ events/);
    expect(taken.code).toBe(0);
    const bytes = await readFile(file);
    bytes[bytes.lastIndexOf('"outcome"') + 2] ^= 1;
    await writeFile(file, bytes);
    const changed = await sallyport('audit', 'verify', file);
    expect(changed.out).toMatch(
      /\[FAIL\] altered \S+ event \d+, log\.tar\/events\/\d+\.ndjson:\d+/,
    );
    expect(changed.code).toBe(1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('calls show as they come, until somebody wants to look at what is there', async ({
  carol: at,
}) => {
  const { page } = at;
  // Nobody else has called it.
  const tool = `not_a_tool_${Date.now().toString(36)}`;
  await callOfDave(tool);
  await page.goto(`${stack.portal}/ai-tools/activity?role=all&tool=${tool}`);
  await expect(page.getByText('Live: new calls show')).toBeVisible();
  const rows = page.getByRole('row').filter({ hasText: tool });
  await expect(rows).toHaveCount(1);
  await callOfDave(tool);
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused: no new calls show')).toBeVisible();
  await callOfDave(tool);
  await page.getByRole('button', { name: 'Follow' }).click();
  await expect(page.getByText('Live: new calls show')).toBeVisible();
  await callOfDave(tool);
  await expect(rows).toHaveCount(4);
  await shots(at, '22-live');
  await expectAccessible(at);
});

test('a place that gets no checkpoints shows in the set-up', async ({
  erin: at,
}) => {
  const { page } = at;
  // How it gets there: checkpoints.test.ts and readCheckpointFinding.test.ts of the gateway.
  await page.route('**/api/mcp-gateway/setup-checks', async route => {
    const body = await answerOf(route);
    const failing = {
      finding: 'audit-checkpoints.failing',
      ...{ status: 'fail', threat: 'A1', text: 'x', fix: 'x' },
      subjects: [
        'mcpGateway.evidence.checkpoints.export[0] (webhook audit.example.com): fails since 2026-11-29T09:00:00.000Z, last at 2026-11-29T11:00:00.000Z, has checkpoints up to 12: Error: It answered with 503',
      ],
    };
    await route.fulfill({
      json: {
        ...body,
        items: body.items.map((item: { finding: string }) =>
          item.finding === 'audit-checkpoints.nowhere' ? failing : item,
        ),
      },
    });
  });
  await page.goto(`${stack.portal}/ai-tools/operations`);
  const todo = page.getByRole('list', { name: 'To do' });
  await expect(todo).toContainText('It answered with 503');
  await expect(todo).toContainText('mend the place');
  await shots(at, '22-checkpoints-failing');
  await expectAccessible(at);
});

test('a call links to where its trace is shown', async ({ carol: at }) => {
  const { page } = at;
  await callOfDave();
  // Where the address comes from: readTraceUrl.test.ts and callRoutes.test.ts of the gateway.
  const traceUrl = `https://traces.example.com/${TRACE}`;
  await page.route(/\/api\/mcp-gateway\/calls\/[0-9a-f-]{36}$/, async route => {
    const call = await answerOf(route);
    await route.fulfill({ json: { ...call, traceId: TRACE, traceUrl } });
  });
  await page.goto(`${stack.portal}/ai-tools/activity?role=all`);
  await page
    .getByRole('row')
    .filter({ hasText: 'not_a_tool' })
    .first()
    .getByRole('button', { name: /detail/i })
    .click();
  await page.getByRole('link', { name: 'Open the page of this call' }).click();
  const link = page.getByRole('link', { name: new RegExp(TRACE) });
  await expect(link).toHaveAttribute('href', traceUrl);
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(link).toHaveAttribute('rel', /noopener/);
  await link.scrollIntoViewIfNeeded();
  await shots(at, '22-trace-link');
  await expectAccessible(at);
});
