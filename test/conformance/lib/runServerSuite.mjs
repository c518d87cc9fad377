import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readChecks } from './readChecks.mjs';
import { suiteProgram } from './requirements.mjs';
import { runProgram } from './runProgram.mjs';

const PASSED = /^✓ (\S+): (\d+) passed, 0 failed/gm;

/**
 * Runs everything that a revision requires of a server, without any list of expected failures.
 * @returns {Promise<{scenarios: ReturnType<typeof readChecks>, passed: Set<string>, output: string}>} `passed` as the suite says
 */
export async function runServerSuite({ url, revision }) {
  const results = await mkdtemp(join(tmpdir(), 'sallyport-conformance-'));
  try {
    const { output } = await runProgram(
      [
        suiteProgram,
        'server',
        ...['--url', url],
        ...['--requirements', revision],
        ...['--output-dir', results],
      ],
      { cwd: results, seconds: 240 },
    );
    const passed = new Set(
      [...output.matchAll(PASSED)].map(([, name]) => name),
    );
    return { scenarios: readChecks(results), passed, output };
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}
