import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import prettier from 'prettier';

const count = number => number.toLocaleString('en-US');
const mb = bytes => (bytes / 1e6).toFixed(1);

const row = ({ share, sessions, calls, heapUsed, rss, cpu, handles, kinds }) =>
  `| ${share} % | ${count(sessions)} | ${count(calls)} | ${mb(heapUsed)} | ${mb(
    rss,
  )} | ${cpu.toFixed(2)} | ${handles} | ${kinds} |`;

/** Writes docs/performance/<date>-soak.md. Returns where. */
export async function writeSoakReport({
  root,
  samples,
  verdict,
  command,
  database,
  connections,
  seconds,
  errors,
}) {
  const date = new Date().toISOString().slice(0, 10);
  const path = join(root, 'docs/performance', `${date}-soak.md`);
  const [{ model }] = cpus();
  const last = samples.at(-1);
  const style = await prettier.resolveConfig(path);
  const report = `# Abandoned sessions and many calls, ${date}

What stays in a gateway process after ${count(
    last.sessions,
  )} sessions that were begun and never ended, and ${count(last.calls)} calls.

**${verdict.passed ? 'Passed' : 'Failed'}**: ${verdict.text}

| of the run | sessions abandoned | calls | \`heapUsed\` MB | RSS MB | CPU ms per call | open handles | of them |
| --- | --- | --- | --- | --- | --- | --- | --- |
${samples.map(row).join('\n')}

Machine: ${cpus().length} × ${model}, ${Math.round(
    totalmem() / 2 ** 30,
  )} GiB, Node ${
    process.version
  }, Linux; client, server, gateway and database share the processors.
Command: \`${command}\`. It took ${Math.round(
    seconds,
  )} s, initialize and notifications included; ${connections} connections, ${database}.
${count(errors.count)} wrong or missing answers${
    errors.first ? ` (the first: ${errors.first.replaceAll('|', '/')})` : ''
  }.

Method: one gateway process with every stage on (token, decision, limits, session, record) before a raw MCP server. Sessions
are initialized and left, one in ten after \`notifications/initialized\`; calls go on beside them in sessions that stay: of twenty,
eighteen read, one destroys, one is refused; every answer is checked. At 10 %, 50 % and 100 % the run pauses until idle connections have closed; then
\`heapUsed\` is read after a forced collection, and the handles that keep the event loop alive are counted. CPU is the
gateway's own since the sample before, by call and session.

Pass rule: the last \`heapUsed\` is at most the first + 10 % + 20 MB, and the last count of handles at most the first + 10 % + 10.
`;
  writeFileSync(
    path,
    prettier.format(report, { ...style, parser: 'markdown' }),
  );
  return path;
}
