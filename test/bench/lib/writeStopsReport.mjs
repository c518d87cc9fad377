import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import prettier from 'prettier';

const AIM_MS = 2_000;
const at = (values, share) =>
  values.toSorted((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ];
const ms = value => `${Math.round(value)} ms`;

const row = (name, values) =>
  `| ${name} | ${values.length} | ${ms(at(values, 0.5))} | ${ms(
    at(values, 0.99),
  )} | ${ms(Math.max(...values))} |`;

/** Writes docs/performance/<date>-stops.md. Returns the words, and whether all is as it has to be. */
export async function writeStopsReport(measured, about) {
  const date = new Date().toISOString().slice(0, 10);
  const path = join(about.root, 'docs/performance', `${date}-stops.md`);
  const all = measured.map(({ fromActionMs }) => fromActionMs);
  const kinds = [...new Set(measured.map(({ kind }) => kind))];
  const isGood = Math.max(...all) < AIM_MS;
  const calls = measured.reduce((sum, trial) => sum + trial.calls, 0);
  const text = `# How soon a stop holds

\`npm run bench:stops -- --trials ${about.trials} --callers ${
    about.perReplica
  }\`, ${date}: ${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(
    totalmem() / 2 ** 30,
  )} GB, Node ${process.version}. Load average ${about.before.toFixed(
    1,
  )} before and ${loadavg()[0].toFixed(
    1,
  )} at the end: the machine was used by others at the same time. ${Math.round(
    about.seconds,
  )} s.

Two \`packages/gateway\` on one PostgreSQL, ${
    about.perReplica
  } callers at each that call all the time. In each trial something is stopped, or an access revoked,
by the portal's API. Measured is from **before the request was sent** to the beginning of the last call that was allowed, at either gateway; the rest of the
way is told by the line below. ${calls} calls were made meanwhile. The aim is less than ${
    AIM_MS / 1000
  } s in every trial: **${isGood ? 'kept' : 'NOT kept'}**.

| what | trials | median | p99 | longest |
| --- | --- | --- | --- | --- |
${row('all', all)}
${kinds
  .map(kind =>
    row(
      kind,
      measured
        .filter(trial => trial.kind === kind)
        .map(({ fromActionMs }) => fromActionMs),
    ),
  )
  .join('\n')}
${row(
  'all, from the answer of the API',
  measured.map(({ fromAnswerMs }) => fromAnswerMs),
)}

A gateway asks the feed every second, so half a second is what to expect, and a little more than one the longest. Calls that are refused make
it ask at once: what is lifted goes on without waiting.
`;
  const formatted = await prettier.format(text, {
    ...(await prettier.resolveConfig(path)),
    parser: 'markdown',
  });
  if (about.isKept) writeFileSync(path, formatted);
  return { text: formatted, isGood, path };
}
