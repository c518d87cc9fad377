import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const PATH = fileURLToPath(
  new URL('../../../docs/assurance/audit-faults.md', import.meta.url),
);
const count = number => number.toLocaleString('en-US');

/** Writes what the rounds found. */
export async function writeAuditReport(summary, { seed, seconds }) {
  const { rounds, asked, answered, changing, noted, pending, failures } =
    summary;
  const text = `# Killed gateways and the audit log

${new Date()
  .toISOString()
  .slice(
    0,
    10,
  )}: one of two gateways (\`packages/gateway\`) is killed (SIGKILL) at a random moment while six callers call it as fast as they are answered; it is started again, and the other
one, which is next, takes over what its spool holds, ${count(
    rounds,
  )} times. **${
    failures.length === 0
      ? 'Every call that a client saw answered is in the log once, and every chain verifies'
      : `${failures.length} failures`
  }.**

| what                                                                                            | how many |
| ----------------------------------------------------------------------------------------------- | -------- |
| rounds                                                                                          | ${count(
    rounds,
  )} |
| calls that were asked for                                                                       | ${count(
    asked,
  )} |
| … that a client saw answered, each with its own text                                            | ${count(
    answered,
  )} |
| … of these, calls that change things: an intent and an outcome in the log                       | ${count(
    changing,
  )} |
| … of these, calls that read and were noted only: the gateway died before it wrote how they ended | ${count(
    noted,
  )} |
| calls in the log whose outcome nobody knows and whose answer no client saw                      | ${count(
    pending - noted,
  )} |
| chains, and events in them                                                                      | ${count(
    summary.writers,
  )}, ${count(summary.events)} |
| failures                                                                                        | ${
    failures.length
  } |

${failures.map(failure => `- ${failure}`).join('\n')}

The chains are verified by the published formula, with nothing of the product's code. Calls are found by a trace id that each caller made up.

Command: \`npm run faults:audit\` with ${rounds} rounds, seed ${seed}; ${Math.round(
    seconds,
  )} s on ${cpus().length} × ${cpus()[0].model}, Linux ${release()}, Node ${
    process.version
  }, PostgreSQL, load ${loadavg()[0].toFixed(
    1,
  )} after. As in production: a portal, two gateways, one PostgreSQL ([startInstallation](../../test/replicas/lib/startInstallation.mjs)).
`;
  writeFileSync(PATH, await prettier.format(text, { parser: 'markdown' }));
  process.stdout.write(`${PATH}\n`);
}
