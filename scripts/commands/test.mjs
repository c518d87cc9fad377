// `npm test`: sets up what the tests need, runs every suite (or those that are named), ends with counts.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { installDebianPackages } from '../lib/test/debianPackages.mjs';
import { endCommands } from '../lib/test/logged.mjs';
import { inLanes } from '../lib/test/inLanes.mjs';
import { loopbackProblem } from '../lib/test/loopback/loopbackProblem.mjs';
import { closing, suiteLine } from '../lib/test/report.mjs';
import { runSuite } from '../lib/test/runSuite.mjs';
import { scanResults } from '../lib/test/scanResults.mjs';
import { SUITES } from '../lib/test/suites.mjs';
import { install } from '../lib/toolchain.mjs';

const results = join(root, 'test-results');
const say = text => process.stdout.write(`${text}\n`);

/**
 * @param {string[]} names the suites to run; none = all
 * @returns {Promise<number>} the exit code
 */
export async function test(names = []) {
  const unknown = names.filter(
    name => !SUITES.some(suite => suite.name === name),
  );
  if (unknown.length) {
    const known = SUITES.map(({ name }) => name).join(', ');
    process.stderr.write(
      `No such suite: ${unknown.join(', ')}. There are: ${known}.\n`,
    );
    return 2;
  }
  const started = Date.now();
  const chosen = SUITES.filter(
    ({ name }) => names.length === 0 || names.includes(name),
  );
  const ci = Boolean(process.env.CI) && process.env.CI !== 'false';

  await install();
  if (
    chosen.some(
      suite => suite.missing || suite.sandboxes || suite.startsProduct,
    )
  )
    await installDebianPackages(say);
  const problem = chosen.some(suite => suite.startsProduct)
    ? loopbackProblem()
    : undefined;
  if (problem)
    say(`Outbound connections are neither cut off nor counted: ${problem}.`);
  const lines = [];
  if (problem && !names.includes('loopback') && names.length > 0)
    lines.push({ name: 'loopback', state: 'not run', note: problem });
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });

  let interrupted = false;
  const stop = () => {
    interrupted = true;
    endCommands();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  // Of this user alone (0700), and gone at the end: what gateways and portals hand out, to be looked for in what they wrote down.
  const secrets = mkdtempSync(join(tmpdir(), 'sallyport-secrets-'));
  const env = {
    ...process.env,
    FORCE_COLOR: '0',
    SALLYPORT_TEST_SECRETS: secrets,
  };
  const run = async suite => {
    say(`\n── ${suite.name}${suite.beside ? ', beside those after it' : ''}`);
    const ended = await runSuite(suite, {
      ...{ root, results, env, say },
      canBeAlone: !problem,
    });
    if (!interrupted) ended.forEach(line => say(suiteLine(line)));
    return ended;
  };
  try {
    lines.push(...(await inLanes(chosen, run, () => interrupted)));
    if (interrupted) return 130;
    const scanned = await scanResults({ results, secrets, say });
    if (scanned) {
      say(suiteLine(scanned));
      lines.push(scanned);
    }
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
  const { text, failed } = closing(lines, { ci, ms: Date.now() - started });
  say(text);
  return failed ? 1 : 0;
}
