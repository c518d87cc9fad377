import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import prettier from 'prettier';

const MIB = 1024 * 1024;
const at = (values, share) =>
  values.toSorted((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ];
const ms = value => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const mib = bytes => `${Math.round(bytes / MIB)} MiB`;
const yes = isSo => (isSo ? 'yes' : '**NO**');

/** What has to be, and what is. */
function verdicts({ starts, idle, count, hibernation }) {
  const median = Object.fromEntries(
    Object.entries(starts).map(([kind, times]) => [kind, at(times, 0.5)]),
  );
  const more = kind => median[kind] - median.plain;
  return [
    [
      'a start without network costs more than the plain process by',
      '≤ 100 ms',
      ms(more('sandbox')),
      more('sandbox') <= 100,
    ],
    [
      '… with an allow-list of destinations',
      '≤ 250 ms',
      ms(more('with destinations')),
      more('with destinations') <= 250,
    ],
    [
      '… with names below another, by a proxy',
      '≤ 250 ms',
      ms(more('with a proxy too')),
      more('with a proxy too') <= 250,
    ],
    [
      'the first call after hibernation, warm package cache',
      '≤ 1.5 s',
      ms(at(hibernation.first, 0.5)),
      at(hibernation.first, 0.5) <= 1500,
    ],
    [
      `${count} idle servers, sum of PSS`,
      '≤ 4 GiB',
      mib(idle.idle.bytes),
      idle.idle.bytes <= 4096 * MIB,
    ],
  ];
}

/** Writes docs/performance/<date>-runtimes.md. Returns where, and whether all is as it has to be. */
export async function writeRuntimeReport(measured, about) {
  const { starts, idle, count, hibernation } = measured;
  const date = new Date().toISOString().slice(0, 10);
  const path = join(about.root, 'docs/performance', `${date}-runtimes.md`);
  const lines = verdicts(measured);
  const row = (name, times) =>
    `| ${name} | ${[0.5, 0.9, 1]
      .map(share => ms(at(times, share)))
      .join(' | ')} | ${times.length} |`;
  const text = `# What a sandbox costs, ${date}

A server of npm (\`${
    about.server
  }\`) as a plain process and in sandboxes of the driver \`sandbox\` (tier \`${
    about.tier
  }\`).

| | has to be | is | |
| --- | --- | --- | --- |
${lines
  .map(([what, aim, is, isSo]) => `| ${what} | ${aim} | ${is} | ${yes(isSo)} |`)
  .join('\n')}

Machine: ${cpus().length} × ${cpus()[0].model}, ${Math.round(
    totalmem() / 2 ** 30,
  )} GiB, Node ${process.version}, Linux; load ${about.load
    .map(one => one.toFixed(1))
    .join(' before, ')} after. Command: \`${
    about.command
  }\`. It took ${Math.round(about.seconds)} s.

## Starts

From the call of the driver (or of \`spawn\`) until the answer to \`initialize\`; what the server itself takes to load is in all of them. Rounds in turns, one to warm up.

| | median | p90 | slowest | rounds |
| --- | --- | --- | --- | --- |
${row('plain process', starts.plain)}
${row('sandbox without network', starts.sandbox)}
${row('sandbox with two destinations (listeners)', starts['with destinations'])}
${row(
  'sandbox with a destination and a name below another (listener and proxy)',
  starts['with a proxy too'],
)}
${
  starts['behind gVisor']
    ? row('sandbox without network, gVisor in it', starts['behind gVisor'])
    : ''
}

## Hibernation

One gateway of the rig (\`test/support/rig\`), one session. \`idleMinutes\` is ${
    about.idleSeconds
  } s here, so that the server is ended for want of use; the next call of the same session starts it again.
Times are the client's own, over HTTP.

| | median | p90 | slowest | rounds |
| --- | --- | --- | --- | --- |
${row('a call while it runs', hibernation.warm)}
${row('the first call after it was ended', hibernation.first)}

While it runs it takes ${mib(
    hibernation.awakeBytes,
  )} (PSS of all of its processes), asleep ${mib(hibernation.asleepBytes)}.

## Idle servers

${count} servers in as many sandboxes, started, introduced, and left alone: ${mib(
    idle.idle.bytes,
  )} of PSS in ${
    idle.idle.processes
  } processes (bubblewrap's two of each included), ${mib(
    idle.idle.bytes / count,
  )} each. Hibernation saves all of it: ${mib(idle.after.bytes)} in ${
    idle.after.processes
  } processes afterwards.
`;
  const style = await prettier.resolveConfig(path);
  writeFileSync(path, prettier.format(text, { ...style, parser: 'markdown' }));
  return { path, isGood: lines.every(([, , , isSo]) => isSo) };
}
