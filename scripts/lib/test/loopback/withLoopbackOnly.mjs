// Commands of a suite in a network that has loopback only; what tried to leave it fails the suite.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BROWSER_GROUP, describeAttempts } from './describeAttempts.mjs';

const INSIDE = fileURLToPath(new URL('insideLoopback.mjs', import.meta.url));

/** npm would ask its registry whether there is a newer npm. */
const QUIET = { npm_config_update_notifier: 'false', NO_UPDATE_NOTIFIER: '1' };

/**
 * @param {{name: string, results: string, command(args: string[], env?: NodeJS.ProcessEnv, log?: string): Promise<number>, env: NodeJS.ProcessEnv}} options
 * `command` runs one as it is
 */
export function withLoopbackOnly({ name, results, command, env: usual }) {
  const folder = join(results, 'loopback');
  const reports = [];
  return {
    /** Like `command`, inside. */
    async command(args, env = usual, log = undefined) {
      mkdirSync(folder, { recursive: true });
      const report = join(folder, `${name}-${reports.length + 1}.json`);
      reports.push(report);
      return await command(
        ['unshare', '--net', '--mount', 'node', INSIDE, report, ...args],
        { ...env, ...QUIET, SALLYPORT_BROWSER_GROUP: String(BROWSER_GROUP) },
        log,
      );
    },

    /** What left loopback, or tried to: one line each. A report that is missing is one too. */
    get forbidden() {
      return reports.flatMap(report => {
        try {
          return describeAttempts(JSON.parse(readFileSync(report)).attempts);
        } catch {
          return [`unknown: there is no report ${report}`];
        }
      });
    },
  };
}
