import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readChecks } from './readChecks.mjs';
import { suiteProgram } from './requirements.mjs';
import { runProgram } from './runProgram.mjs';

const CLIENT = fileURLToPath(new URL('../client/main.mjs', import.meta.url));

/**
 * Runs one scenario of the suite's client side; its server is put behind the gateway at the desk. Extensions belong to no
 * revision: without one the suite takes its default.
 */
export async function runClientScenario({ revision, scenario, desk }) {
  const results = await mkdtemp(join(tmpdir(), 'sallyport-conformance-'));
  try {
    const { code, output } = await runProgram(
      [
        suiteProgram,
        'client',
        ...['--command', `${process.execPath} ${CLIENT}`],
        ...['--scenario', scenario],
        ...(revision ? ['--spec-version', revision] : []),
        // Where a gateway starts for the scenario alone.
        ...['--timeout', '80000'],
        ...['--output-dir', results],
      ],
      { cwd: results, env: { SALLYPORT_CONFORMANCE_DESK: desk }, seconds: 90 },
    );
    return { code, output, result: readChecks(results).get(scenario) };
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}
