// Runs the hostile program under the driver `sandbox`, as whoever this process is, and prints what became of everything as
// JSON. It is bundled, so that it runs where this repository cannot be read.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SandboxDriver } from '../../../plugins/mcp-gateway-backend-module-sandbox/src/driver/SandboxDriver';
import { BOMBS, setOff } from './bounds.mjs';
import { layCanaries } from './canaries.mjs';
import { HostileServer } from './HostileServer.mjs';
import { probes } from './probes.mjs';
import { profileFor, createResolver, settingsFor } from './settings.mjs';

const { folder, program, useCgroups, useGvisor, only, without } = JSON.parse(
  process.argv[2],
);
/** Others on this machine may run the suite too. */
const OWNER = `hostile-suite-${process.pid}`;
const isRoot = process.getuid() === 0;

function serviceUser() {
  if (!isRoot) return undefined;
  const nobody = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(line => line.startsWith('nobody:'));
  const [, , uid, gid] = nobody.split(':').map(Number);
  return { uid, gid };
}

const log = [];
const logger = {
  child: () => logger,
  debug() {},
  info: text => log.push(text),
  warn: text => log.push(text),
  error: text => log.push(text),
};

const canaries = await layCanaries({ folder, user: serviceUser() });
const { context } = canaries;
const settings = settingsFor({ folder, context, useCgroups, useGvisor });
const driver = SandboxDriver.create({
  settings,
  logger,
  packages: {},
  resolve: createResolver(),
});
const status = await driver.status();
if (!status.ready) throw new Error(status.problems[0].text);
const location = join(settings.directory, 'packages', 'hostile');
mkdirSync(location, { recursive: true });
cpSync(program, location, { recursive: true });
writeFileSync(join(location, 'package.json'), '{"type":"module"}', {
  mode: 0o644,
});

let last = 0;
async function start({
  profile = {},
  secrets = {},
  readsNothing = false,
} = {}) {
  const egress = [];
  const process = await driver.start({
    runtimeId: `hostile-${++last}-${randomUUID()}`,
    owner: OWNER,
    serverRef: 'api:default/hostile',
    dataKey: `hostile-${last}`,
    prepared: {
      package: { registry: 'npm', identifier: 'hostile', version: '1.0.0' },
      integrity: '',
      commands: { hostile: 'hostile.mjs' },
      location,
    },
    args: [],
    env: {},
    profile,
    secrets,
    onEgress: event => egress.push(event),
  });
  const server = new HostileServer(process);
  if (readsNothing)
    [process.stdout, process.stderr].forEach(stream => stream.pause());
  return { process, server, egress };
}

/** Processes of the machine with a word on their command line, but this one. */
function findProcesses(word) {
  return readdirSync('/proc').filter(pid => {
    try {
      return (
        Number(pid) > 0 &&
        Number(pid) !== process.pid &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word)
      );
    } catch {
      return false;
    }
  });
}

/** A figure for the report, whatever becomes of the folder meanwhile. */
function bytesBelow(place) {
  if (!existsSync(place)) return 0;
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .map(entry => lstatSync(join(entry.parentPath, entry.name)).blocks * 512)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** The same program without a sandbox, as the user that servers run as: what it cannot do here either proves nothing there. */
async function runControls(all) {
  const child = spawn(process.execPath, [join(program, 'hostile.mjs')], {
    stdio: 'pipe',
    env: {},
    cwd: '/',
    ...serviceUser(),
  });
  const server = new HostileServer(
    Object.assign(child, { exited: once(child, 'exit').then(() => ({})) }),
  );
  const failed = [];
  for (const { name, probe, args, control } of all.filter(one => one.control)) {
    const answer = await server.attempt(probe, {
      ...args,
      ...(typeof control === 'object' && control),
    });
    if (answer.outcome !== 'done')
      failed.push(`${name}: ${answer.outcome} ${answer.detail}`);
  }
  child.kill('SIGKILL');
  return failed;
}

const hasForeignFile = existsSync(join(folder, 'shared', 'not-yours.txt'));
const all = probes(context).filter(
  ({ needs }) => needs !== 'foreignFile' || hasForeignFile,
);
const controlsFailed = await runControls(all);
const touchedBefore = { ...canaries.touched };

const neighbour = await start({
  profile: {
    sallyport: { secrets: { TOKEN: { secret: 'token', as: 'env' } } },
  },
  secrets: { TOKEN: context.neighbourSecret },
});
const secret = `own-${context.environmentWord}`;
const victim = await start({
  profile: profileFor({ folder, context }),
  secrets: { TOKEN: secret },
});
const visibleSecrets = [secret, context.neighbourSecret].flatMap(findProcesses);
const results = [];
for (const { area, name, probe, args, ...one } of all) {
  const expect = (useGvisor && one.expectOfGvisor) || one.expect;
  const { outcome, detail } = await victim.server.attempt(probe, args);
  results.push({
    area,
    name,
    expect,
    outcome,
    detail,
    isHeld: outcome === expect,
  });
}
const touched = {
  connections: canaries.touched.connections - touchedBefore.connections,
  datagrams: canaries.touched.datagrams - touchedBefore.datagrams,
};
const refusedTold = victim.egress.filter(({ allowed }) => !allowed).length;
const refusedLogged = log.filter(line =>
  line.startsWith('May not connect'),
).length;
await victim.process.stop({ graceMs: 1000 });

const bombs = [];
for (const bomb of BOMBS.filter(
  ({ name }) =>
    (!only || name.includes(only)) && !(without && name.includes(without)),
)) {
  bombs.push(
    await setOff(bomb, {
      neighbour: neighbour.server,
      findProcesses,
      isGvisor: useGvisor === true,
      isCpuHard: status.bounds.cpu === 'hard',
      diskUse: () => bytesBelow(join(settings.directory, 'volumes')),
      start: ({ limits, ...options }) =>
        start({
          ...options,
          profile: { write: ['volume://data:/data'], sallyport: { limits } },
        }),
    }),
  );
  rmSync(join(settings.directory, 'volumes'), { recursive: true, force: true });
}
const neighbourAlive = await neighbour.server.attempt('echo', {
  text: 'still here',
});
await neighbour.process.stop();
canaries.remove();
process.stdout.write(
  JSON.stringify({
    tier: status.tier,
    bounds: status.bounds,
    user: isRoot ? 'root' : 'an ordinary user',
    controls: {
      tried: all.filter(one => one.control).length,
      failed: controlsFailed,
    },
    results,
    touched,
    visibleSecrets,
    refusedTold,
    refusedLogged,
    bombs,
    neighbourAlive: neighbourAlive.outcome,
    left: {
      processes: findProcesses(`:${OWNER}:`),
      records: readdirSync(join(settings.directory, 'runtimes')),
    },
  }),
  // Timers of attempts that were given up on would keep it.
  () => process.exit(0),
);
