import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const PATH = fileURLToPath(
  new URL('../../../docs/assurance/runtime-faults.md', import.meta.url),
);
const count = number => number.toLocaleString('en-US');
const KINDS = {
  gateway: 'a gateway process, half of them while it starts runtimes',
  runtime: 'any process of a runtime, half of them while runtimes start',
  helper: "the driver's helper, which listens in a sandbox that is being made",
};

/** Writes docs/assurance/runtime-faults.md. */
export async function writeFaultReport(summary, { rounds, seed, seconds }) {
  const { kinds, calls, reasons, failures } = summary;
  const text = `# Gateways, runtimes and helpers that are killed

${new Date().toISOString().slice(0, 10)}; Linux ${release().split('-')[0]}, ${
    cpus().length
  } cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${
    process.version
  }; load at the end ${loadavg()[0].toFixed(1)}. It took ${Math.round(
    seconds,
  )} s.

\`\`\`sh
npm run faults -- --rounds ${rounds} --seed ${seed}
\`\`\`

**${failures.length === 0 ? 'Passed' : 'FAILED'}**${
    failures.length === 0
      ? ': no orphan, no double, no lost call, and the state converged after every round.'
      : `: ${failures.join('; ')}`
  }

| SIGKILL of | rounds | something was there to kill | everybody answered again after, median | slowest |
| --- | --- | --- | --- | --- |
${Object.entries(kinds)
  .map(
    ([kind, one]) =>
      `| ${KINDS[kind]} | ${one.rounds} | ${one.killed} | ${one.medianMs} ms | ${one.slowestMs} ms |`,
  )
  .join('\n')}

| what became of calls | |
| --- | --- |
| all | ${count(calls.all)} |
| answered, with what was asked for | ${count(calls.answered ?? 0)} |
| an error of the protocol | ${count(calls.refused ?? 0)} |
| broken off with the gateway that was killed | ${count(
    calls.brokenWithItsGateway ?? 0,
  )} |
| broken off with a gateway that was not | ${count(calls.broken ?? 0)} |
| no end within 20 s | ${count(calls.hung ?? 0)} |
| another's answer, or half of one | ${count(calls.wrong ?? 0)} |

Errors of the protocol: ${
    Object.entries(reasons)
      .map(([reason, number]) => `${reason} (${number})`)
      .join(', ') || 'none'
  }.

## How

Two gateway processes of the rig (\`test/support/rig\`) on one PostgreSQL run two servers in sandboxes, one shared, one for each person, both with a
destination. Eight clients (two people, two servers, two gateways) call all the time. In each round something is killed at a random, seeded moment. After a
gateway another one is started; else an owner restarts the servers, which ends the pause after failures. Then everybody has to be answered within 30 s, and with
nobody calling:

- **no orphan**: no process with the run's mark on its command line that is not below a living gateway;
- **no double**: below each gateway at most one runtime of the shared server, and one for each person of the other;
- **no lost call**: each call had its own answer or a JSON-RPC error. Only calls to a gateway that was killed may break off;
- **at the end**: no record of the driver and no row of the database is about a runtime that is not there, once the dead gateways' minute is over.

After a gateway, the times begin when the next one is ready. Killing needs no rights that a crash does not have: SIGKILL to single processes, also to bubblewrap itself.
`;
  const style = await prettier.resolveConfig(PATH);
  writeFileSync(PATH, prettier.format(text, { ...style, parser: 'markdown' }));
}
