// What a sandbox costs: starts beside the plain process of the same server, the first call after hibernation, idle servers.
// Usage: npm run bench:runtimes [-- --rounds 25 --sleeps 9 --idle 50 --no-report]
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { IDLE_SECONDS, measureHibernation } from './lib/hibernation.mjs';
import { measureIdle } from './lib/idleServers.mjs';
import { openDriver } from './lib/openDriver.mjs';
import { measureStarts } from './lib/runtimeStarts.mjs';
import { writeRuntimeReport } from './lib/writeRuntimeReport.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '25' },
    sleeps: { type: 'string', default: '9' },
    idle: { type: 'string', default: '50' },
    'no-report': { type: 'boolean', default: false },
  },
});
const [rounds, sleeps, count] = [
  options.rounds,
  options.sleeps,
  options.idle,
].map(Number);
const root = fileURLToPath(new URL('../..', import.meta.url));
const identifier = '@modelcontextprotocol/server-memory';
const { version } = JSON.parse(
  readFileSync(join(root, 'node_modules', identifier, 'package.json'), 'utf8'),
);
const hosted = { package: { registry: 'npm', identifier, version } };
const mark = `bench-${process.pid}-${Date.now()}`;
const say = text => process.stderr.write(`${text}\n`);
const logs = join(root, 'test-results', 'bench');
mkdirSync(logs, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
// The user that servers run as passes through it.
chmodSync(folder, 0o755);
const began = performance.now();
const before = loadavg()[0];
try {
  const { driver, tier } = await openDriver({ folder, installed: [root] });
  // Where this machine has no gVisor, or no control groups, its line is missing.
  const gvisor = await openDriver({
    ...{ folder, installed: [root], useGvisor: true },
  }).catch(error => say(`Without gVisor: ${error.message}`));
  const prepared = await driver.prepare(hosted.package);
  say('starts …');
  const starts = await measureStarts({
    ...{ rounds, driver, prepared, mark },
    gvisorDriver: gvisor?.driver,
  });
  say('hibernation …');
  const place = join(folder, 'rig');
  mkdirSync(place);
  const hibernation = await measureHibernation({
    ...{ rounds: sleeps, folder: place, root, mark, logs, hosted },
  });
  say(`${count} idle servers …`);
  const idle = await measureIdle({ count, driver, prepared, mark });
  const measured = { starts, hibernation, idle, count };
  const given = process.argv.slice(2);
  if (options['no-report']) {
    process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
  } else {
    const { path, isGood } = await writeRuntimeReport(measured, {
      root,
      tier,
      server: `${identifier}@${version}`,
      idleSeconds: IDLE_SECONDS,
      load: [before, loadavg()[0]],
      seconds: (performance.now() - began) / 1000,
      command: [
        'npm run bench:runtimes',
        ...(given.length > 0 ? ['--'] : []),
        ...given,
      ].join(' '),
    });
    say(
      `${isGood ? 'As it has to be' : 'NOT as it has to be'}: ${path.slice(
        root.length,
      )}`,
    );
    process.exitCode = isGood ? 0 : 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
