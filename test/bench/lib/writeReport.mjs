import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { bars } from './bars.mjs';
import { claims } from './claims.mjs';

const ms = value => (value < 10 ? value.toFixed(2) : value.toFixed(1));
const ORDER = ['direct', 'pass-through', 'Sallyport'];

const rank = name => {
  const at = ORDER.indexOf(name);
  return at < 0 ? ORDER.length : at;
};

const row = one =>
  `| ${one.target} | ${Math.round(one.throughput)} | ${ms(one.p50)} | ${ms(
    one.p90,
  )} | ${ms(one.p99)} | ${ms(one.max)} | ${one.errors} | ${
    one.cpu ? ms(one.cpu) : '–'
  } | ${one.memory ? Math.round(one.memory / 1e6) : '–'} |`;

const table = ({ scenario, rate, rows }) => `
### ${scenario[0].toUpperCase()}${scenario.slice(1)}

Arrivals: ${rate} calls/s.

| | calls/s at most | p50 ms | p90 ms | p99 ms | max ms | errors | CPU ms per call | memory MB |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${[...rows]
  .sort((a, b) => rank(a.target) - rank(b.target))
  .map(row)
  .join('\n')}
`;

/** Writes the tables and the charts into docs/performance. Returns where. */
export function writeReport({
  root,
  summary,
  rounds,
  seconds,
  load,
  loadOfOne,
  failed,
  database,
  out,
}) {
  const date = new Date().toISOString().slice(0, 10);
  const name = out ?? `${date}-gateway-compared`;
  const folder = join(root, 'docs/performance');
  const [{ model }] = cpus();
  const given = process.argv.slice(2);
  const command = [
    'npm run bench',
    ...(given.length > 0 ? ['--'] : []),
    ...given,
  ]
    .join(' ')
    // An address of a database is nobody's business.
    .replace(/postgres(ql)?:\/\/\S+/g, '<PostgreSQL URL>');
  const sizes = summary.filter(({ scenario }) => scenario.endsWith('callers'));
  writeFileSync(join(folder, `${name}.svg`), bars(sizes));
  const path = join(folder, `${name}.md`);
  writeFileSync(
    path,
    `# The gateway compared, ${date}

What stands between an MCP client and a server, and what it costs: nothing, a plain pass-through (bytes both ways, nothing else), the
gateway with every stage on (token, decision, limits, session, record in ${database}), and other gateways from npm.

Machine: ${cpus().length} × ${model}, ${Math.round(
      totalmem() / 2 ** 30,
    )} GiB, Node ${
      process.version
    }, Linux; client, server and what stands between
share the processors. Command: \`${command}\`.

Method: everything in one run before the same raw server (JSON answers, no SDK), interleaved, ${rounds} rounds after one to warm up, median of
the rounds. "Calls/s at most": every caller calls again as soon as it has its answer, ${seconds} s. Times: calls arrive at random (Poisson, seeded) at
${load * 100} % of what the pass-through does at most (with one caller ${
      loadOfOne * 100
    } %, since more would measure how long a call waits, at its caller, for the one
before; that is "one caller who often waits for itself", at ${
      load * 100
    } %), the same for all, whether or not earlier calls are answered; a call that finds every
caller busy waits and its waiting counts (no coordinated omission). Arguments are distinct; each caller has its own session; every answer is checked, a wrong or
missing one is an error. CPU and memory are those of the processes in between with their children (a peer's stdio server included).
\`mcp-proxy\` and \`supergateway\` stand before the same server on standard input and output, which is all they can: a shorter way than HTTP.

![Calls per second at most, and p99](${name}.svg)
${claims(summary)}
${
  failed.length === 0
    ? ''
    : `## What could not be measured\n\n${failed
        .map(line => `- ${line}`)
        .join('\n')}\n\n`
}## Tables
${summary.map(table).join('')}`,
  );
  return path;
}
