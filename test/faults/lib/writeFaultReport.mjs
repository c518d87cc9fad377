import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const PATH = fileURLToPath(
  new URL('../../../docs/assurance/runtime-faults.md', import.meta.url),
);
const count = number => number.toLocaleString('en-US');
const PLACES = {
  sandbox: 'in sandboxes',
  docker: 'in containers of Docker',
  podman: 'in containers of Podman',
};
const KINDS = {
  sandbox: {
    gateway: 'a gateway process, half of them while it starts runtimes',
    runtime: 'any process of a runtime, half of them while runtimes start',
    helper:
      "the driver's helper, which listens in a sandbox that is being made",
  },
  docker: {
    gateway: 'a gateway process',
    engine: '`dockerd` or its `containerd`, started again after up to 1.5 s',
    connection: "what goes over the engine's socket: all of it, or one of it",
    runtime: 'a process in a container: a server, or what leads out',
    keeper: "a container's `containerd-shim`",
  },
  podman: {
    gateway: 'a gateway process',
    engine: '`podman system service`, started again after up to 1.5 s',
    connection: "what goes over the engine's socket: all of it, or one of it",
    runtime: 'a process in a container: a server, or what leads out',
    keeper: "a container's `conmon`",
  },
};
const OUTCOMES = [
  ['all', 'all'],
  ['answered', 'answered, with what was asked for'],
  ['refused', 'an error of the protocol'],
  ['brokenWithItsGateway', 'broken off with the gateway that was killed'],
  ['broken', 'broken off with a gateway that was not'],
  ['hung', 'no end within 20 s'],
  ['wrong', "another's answer, or half of one"],
];

const row = cells => `| ${cells.join(' | ')} |`;
const table = ([head, ...rows]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

function verdict(summaries) {
  const failures = Object.values(summaries).flatMap(one => one.failures);
  return failures.length === 0
    ? '**Passed**: no orphan, no double, no lost call, and the state converged after every round.'
    : `**FAILED**: ${failures.join('; ')}`;
}

const killsTable = summaries =>
  table([
    [
      'servers run',
      'killed or cut',
      'rounds',
      'something was there to kill',
      'everybody answered again after, median',
      'slowest',
    ],
    ...Object.entries(summaries).flatMap(([place, { kinds }]) =>
      Object.entries(kinds).map(([kind, one]) => [
        PLACES[place],
        KINDS[place][kind],
        one.rounds,
        one.killed,
        `${one.medianMs} ms`,
        `${one.slowestMs} ms`,
      ]),
    ),
  ]);

const callsTable = summaries =>
  table([
    ['what became of calls', ...Object.keys(summaries)],
    ...OUTCOMES.map(([outcome, words]) => [
      words,
      ...Object.values(summaries).map(({ calls }) =>
        count(calls[outcome] ?? 0),
      ),
    ]),
  ]);

const reasonsText = summaries =>
  Object.entries(summaries)
    .map(([place, { reasons }]) => {
      const all = Object.entries(reasons)
        .map(([reason, number]) => `${reason} (${number})`)
        .join(', ');
      return `${place}: ${all || 'none'}`;
    })
    .join('; ');

/** Writes docs/assurance/runtime-faults.md. @param {Record<string, object>} summaries of `summarizeFaults`, by where servers ran */
export async function writeFaultReport(summaries, { seed, seconds }) {
  const rounds = Object.values(summaries).reduce(
    (sum, one) => sum + one.rounds,
    0,
  );
  const text = `# Gateways, runtimes, engines and connections that are killed

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

${verdict(summaries)}

${killsTable(summaries)}

${callsTable(summaries)}

Errors of the protocol, by their reason: ${reasonsText(summaries)}.

## How

Two gateway processes of the rig (\`test/support/rig\`) on one PostgreSQL run two servers: in containers of a Docker and of a Podman that the run starts, and in
sandboxes. One is shared, one is for each person. In sandboxes both have a destination, in containers the shared one has, so that a second container stands beside it. Eight clients
(two people, two servers, two gateways) call all the time. In each round something is killed at a random, seeded moment, half of the times while runtimes start. After a gateway another one is
started, after an engine the engine; else an owner restarts the servers, which ends the pause after failures. Then everybody has to be answered within 30 s, and with nobody calling:

- **no orphan**: no process with the run's mark on its command line that is not below a living gateway. In containers: none that is not, by its control group, in a container
  that the engine knows to run and whose label names a living gateway; and no such container runs for a gateway that is gone;
- **no double**: at each gateway at most one runtime of the shared server, and one for each person of the other;
- **no lost call**: each call had its own answer or a JSON-RPC error. Only calls to a gateway that was killed may break off;
- **at the end**: no record of the driver, no container, whether it runs or not, no folder and no row of the database is about a runtime that is not there, once the dead
  gateways' minute is over.

After a gateway, the times begin when the next one is ready. Docker takes about 15 s to start a \`containerd\` again that was killed, and starts no container until then. Podman takes 20 s to
notice that a \`conmon\` is gone: the container's processes have ended and another runs in its place, while the engine still lists it. Killing needs no rights that a crash does not have: SIGKILL to single processes, also to bubblewrap itself and to what looks after
a container. The gateways reach the engine through a socket of the run, where connections are ended: all, or a single one, such as a server's input alone.
`;
  const style = await prettier.resolveConfig(PATH);
  writeFileSync(PATH, prettier.format(text, { ...style, parser: 'markdown' }));
}
