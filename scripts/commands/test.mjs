// `npm test`: sets up what the tests need, runs every suite (or those that are named), ends with counts.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureToolchain, install } from '../lib/toolchain.mjs';
import { installDebianPackages } from '../lib/test/debianPackages.mjs';
import { endCommands, logged } from '../lib/test/logged.mjs';
import { closing, suiteLine } from '../lib/test/report.mjs';
import { SUITES } from '../lib/test/suites.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const results = join(root, 'test-results');
const say = text => process.stdout.write(`${text}\n`);

async function runSuite(suite, env) {
  const log = join(results, 'logs', `${suite.name}.log`);
  const started = Date.now();
  const missing = suite.missing?.();
  if (missing)
    return [{ name: suite.name, state: 'not run', note: missing, ms: 0 }];
  const tails = [];
  const command = async (args, ownEnv = env) => {
    // Twice the budget is a hang, not a slow machine.
    const { code, tail, timedOut } = await logged(args, {
      log,
      cwd: root,
      env: ownEnv,
      timeoutSeconds: suite.budgetSeconds * 2,
    });
    if (code !== 0)
      tails.push(
        timedOut
          ? `${tail}\n(stopped after ${suite.budgetSeconds * 2} s)`
          : tail,
      );
    return code;
  };
  let outcome;
  try {
    outcome = await suite.run({ root, results, log, env, command });
  } catch (error) {
    tails.push(String(error?.stack ?? error));
    outcome = { passed: 0, failed: 1, skipped: 0 };
  }
  const { passed, failed, skipped, note, notRun } = outcome;
  const ms = Date.now() - started;
  if (failed)
    say(
      `\n${tails.join('\n')}\n\nThe whole log: ${log.slice(root.length + 1)}`,
    );
  const late =
    ms > suite.budgetSeconds * 1000 &&
    `over its budget of ${suite.budgetSeconds} s`;
  const notes = [note, late].filter(Boolean).join('; ');
  return [
    {
      name: suite.name,
      state: failed ? 'failed' : 'passed',
      passed,
      failed,
      skipped,
      ms,
      ...(notes && { note: notes }),
    },
    ...(notRun ? [{ ...notRun, state: 'not run', ms: 0 }] : []),
  ];
}

/**
 * @param {string[]} names the suites to run; none = all
 * @returns {Promise<number>} the exit code
 */
export async function test(names = []) {
  const unknown = names.filter(
    name => !SUITES.some(suite => suite.name === name),
  );
  if (unknown.length) {
    process.stderr.write(
      `No such suite: ${unknown.join(', ')}. There are: ${SUITES.map(
        ({ name }) => name,
      ).join(', ')}.\n`,
    );
    return 2;
  }
  const started = Date.now();
  const chosen = names.length
    ? SUITES.filter(({ name }) => names.includes(name))
    : SUITES;
  const ci = Boolean(process.env.CI) && process.env.CI !== 'false';

  await ensureToolchain();
  await install();
  if (chosen.some(({ missing }) => missing)) await installDebianPackages(say);
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });

  const stop = () => {
    endCommands();
    process.exitCode = 130;
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  const env = {
    ...process.env,
    PATH: `${join(root, '.toolchain', 'node_modules', '.bin')}:${
      process.env.PATH
    }`,
    NODE_OPTIONS: [process.env.NODE_OPTIONS, '--no-node-snapshot']
      .filter(Boolean)
      .join(' '),
    FORCE_COLOR: '0',
  };
  const all = [];
  for (const suite of chosen) {
    say(`\n── ${suite.name}`);
    const lines = await runSuite(suite, env);
    lines.forEach(line => say(suiteLine(line)));
    all.push(...lines);
    if (process.exitCode === 130) return 130;
  }
  const { text, failed } = closing(all, { ci, ms: Date.now() - started });
  say(text);
  return failed ? 1 : 0;
}
