import { join } from 'node:path';
import { logged } from './logged.mjs';
import { withLoopbackOnly } from './loopback/withLoopbackOnly.mjs';

const BUDGETS_OF_A_HANG = 2.5;

/**
 * Runs one suite: its lines of the closing table (one, and one more for each part of it that could not run).
 * @param {object} suite one of suites.mjs
 * @param {{root: string, results: string, env: NodeJS.ProcessEnv, say(text: string): void, canBeAlone: boolean}} options
 * `canBeAlone`: whether this machine makes networks that have loopback only
 */
export async function runSuite(suite, { root, results, env, say, canBeAlone }) {
  const { name, budgetSeconds } = suite;
  const missing = suite.missing?.();
  if (missing) return [{ name, state: 'not run', note: missing }];

  const log = join(results, 'logs', `${name}.log`);
  const started = Date.now();
  const tails = [];
  const command = async (args, ownEnv = env, ownLog = log) => {
    // So much more than the budget is a hang, not a slow machine.
    const timeoutSeconds = budgetSeconds * BUDGETS_OF_A_HANG;
    const { code, tail, timedOut } = await logged(args, {
      log: ownLog,
      cwd: root,
      env: ownEnv,
      timeoutSeconds,
    });
    if (code !== 0)
      tails.push(
        tail + (timedOut ? `\n(stopped after ${timeoutSeconds} s)` : ''),
      );
    return code;
  };
  const loopback = withLoopbackOnly({ name, results, command, env });
  const alone = canBeAlone ? loopback.command : command;
  const outcome = await suite
    .run({
      ...{ root, results, log, env, command, alone, say },
      logAgain: join(results, 'logs', `${name}-again.log`),
    })
    .catch(error => {
      tails.push(String(error?.stack ?? error));
      return { passed: 0, failed: 1, skipped: 0 };
    });

  const { forbidden } = loopback;
  if (forbidden.length > 0)
    tails.push(
      `These tried to leave this machine:\n  ${forbidden.join('\n  ')}`,
    );

  const { passed, skipped, unsteady = [], notRun = [] } = outcome;
  const failed = outcome.failed + (forbidden.length > 0 ? 1 : 0);
  const ms = Date.now() - started;
  if (failed)
    say(
      `\n${tails.join('\n')}\n\nThe whole log: ${log.slice(root.length + 1)}`,
    );
  const late =
    ms > budgetSeconds * 1000 && `over its budget of ${budgetSeconds} s`;
  const calls =
    forbidden.length > 0 && `outbound connections: ${forbidden.length}`;
  const again =
    unsteady.length > 0 && `${unsteady.length} only at the second attempt`;
  const note =
    [outcome.note, again, calls, late].filter(Boolean).join('; ') || undefined;
  const line = {
    name,
    state: failed ? 'failed' : 'passed',
    passed,
    failed,
    skipped,
    ms,
    note,
    ...(failed && { failures: outcome.failures }),
    ...(unsteady.length > 0 && { unsteady }),
  };
  return [line, ...notRun.map(part => ({ ...part, state: 'not run' }))];
}
