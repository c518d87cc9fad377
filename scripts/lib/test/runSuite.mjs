import { join } from 'node:path';
import { logged } from './logged.mjs';

/**
 * Runs one suite: its lines of the closing table (one, and one more for a part of it that could not run).
 * @param {object} suite one of suites.mjs
 * @param {{root: string, results: string, env: NodeJS.ProcessEnv, say(text: string): void}} options
 */
export async function runSuite(suite, { root, results, env, say }) {
  const { name, budgetSeconds } = suite;
  const missing = suite.missing?.();
  if (missing) return [{ name, state: 'not run', note: missing }];

  const log = join(results, 'logs', `${name}.log`);
  const started = Date.now();
  const tails = [];
  const command = async (args, ownEnv = env) => {
    // Twice the budget is a hang, not a slow machine.
    const { code, tail, timedOut } = await logged(args, {
      log,
      cwd: root,
      env: ownEnv,
      timeoutSeconds: budgetSeconds * 2,
    });
    if (code !== 0)
      tails.push(
        tail + (timedOut ? `\n(stopped after ${budgetSeconds * 2} s)` : ''),
      );
    return code;
  };
  const outcome = await suite
    .run({ root, results, log, env, command })
    .catch(error => {
      tails.push(String(error?.stack ?? error));
      return { passed: 0, failed: 1, skipped: 0 };
    });

  const { passed, failed, skipped, notRun } = outcome;
  const ms = Date.now() - started;
  if (failed)
    say(
      `\n${tails.join('\n')}\n\nThe whole log: ${log.slice(root.length + 1)}`,
    );
  const late =
    ms > budgetSeconds * 1000 && `over its budget of ${budgetSeconds} s`;
  const note = [outcome.note, late].filter(Boolean).join('; ') || undefined;
  const line = {
    name,
    state: failed ? 'failed' : 'passed',
    passed,
    failed,
    skipped,
    ms,
    note,
  };
  return notRun ? [line, { ...notRun, state: 'not run' }] : [line];
}
