// Runs the hostile program (test/hostile) under the driver `docker`, and says what became of everything.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  openSync,
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BOMBS, setOff } from '../../hostile/lib/bounds.mjs';
import { layCanaries } from '../../hostile/lib/canaries.mjs';
import { HostileServer } from '../../hostile/lib/HostileServer.mjs';
import { probes } from '../../hostile/lib/probes.mjs';
import {
  LIMITS,
  profileFor,
  createResolver,
  settingsFor,
} from '../../hostile/lib/settings.mjs';

const PROGRAM = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  'hostile',
  'program',
);
const NOBODY = { uid: 65534, gid: 65534 };

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

function bytesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(entry => lstatSync(join(entry.parentPath, entry.name)).blocks * 512)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** The same program without a container, as the user that servers run as: what it cannot do here either proves nothing there. */
async function runControls(all, program) {
  // A descriptor that is left to it; Node closes low ones itself.
  const inherited = openSync(join(program, '..', 'inherited.txt'));
  const child = spawn(process.execPath, [join(program, 'hostile.mjs')], {
    stdio: ['pipe', 'pipe', 'pipe', ...Array(97).fill('ignore'), inherited],
    ...{ env: {}, cwd: '/' },
    ...NOBODY,
  });
  closeSync(inherited);
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

/** @param fixture an engine with its image. */
export async function runHostile(fixture) {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-hostile-'));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'shared'));
  writeFileSync(
    join(folder, 'shared', 'not-yours.txt'),
    'root alone may read this',
    { mode: 0o600 },
  );
  writeFileSync(join(folder, 'inherited.txt'), 'open');
  const canaries = await layCanaries({ folder, user: NOBODY });
  try {
    return await attack({ fixture, folder, canaries });
  } finally {
    canaries.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function attack({ fixture, folder, canaries }) {
  const { context } = canaries;
  const { directory, mounts, openedHosts } = settingsFor({ folder, context });
  const log = [];
  const logger = { child: () => logger, debug() {} };
  for (const level of ['info', 'warn', 'error'])
    logger[level] = text => log.push(text);
  const changes = { directory, mounts, openedHosts, limits: LIMITS };
  const driver = fixture.driver(changes, { resolve: createResolver(), logger });
  const status = await driver.status();
  const location = join(directory, 'packages', 'hostile');
  mkdirSync(location, { recursive: true });
  cpSync(PROGRAM, location, { recursive: true });
  writeFileSync(join(location, 'package.json'), '{"type":"module"}');
  const outside = join(folder, 'program');
  cpSync(location, outside, { recursive: true });

  // Others may run the same program on this machine.
  const word = `suite-${randomUUID()}`;
  let last = 0;
  async function start({
    profile = {},
    secrets = {},
    readsNothing = false,
  } = {}) {
    const egress = [];
    const running = await driver.start({
      runtimeId: randomUUID(),
      owner: 'hostile-suite',
      serverRef: 'api:default/hostile',
      dataKey: `hostile-${++last}`,
      prepared: {
        package: { registry: 'npm', identifier: 'hostile', version: '1.0.0' },
        integrity: '',
        commands: { hostile: 'hostile.mjs' },
        location,
      },
      args: [word],
      env: {},
      profile,
      secrets,
      onEgress: event => egress.push(event),
    });
    const server = new HostileServer(running);
    if (readsNothing)
      [running.stdout, running.stderr].forEach(stream => stream.pause());
    return { process: running, server, egress };
  }

  const all = probes(context);
  const failed = await runControls(all, outside);
  const before = { ...canaries.touched };
  const token = {
    sallyport: { secrets: { TOKEN: { secret: 'token', as: 'env' } } },
  };
  const neighbour = await start({
    profile: token,
    secrets: { TOKEN: context.neighbourSecret },
  });
  const secret = `own-${context.environmentWord}`;
  const victim = await start({
    profile: profileFor({ folder, context }),
    secrets: { TOKEN: secret },
  });
  const visibleSecrets = [secret, context.neighbourSecret].flatMap(
    findProcesses,
  );
  const results = [];
  for (const { area, name, probe, args, expect } of all) {
    const { outcome, detail } = await victim.server.attempt(probe, args);
    const isHeld = outcome === expect;
    results.push({ area, name, expect, outcome, detail, isHeld });
  }
  const touched = {
    connections: canaries.touched.connections - before.connections,
    datagrams: canaries.touched.datagrams - before.datagrams,
  };
  const refusedTold = victim.egress.filter(({ allowed }) => !allowed).length;
  const refusedLogged = log.filter(line =>
    line.startsWith('May not connect'),
  ).length;
  await victim.process.stop({ graceMs: 1000 });

  const bombs = [];
  for (const bomb of BOMBS) {
    bombs.push(
      await setOff(bomb, {
        findProcesses,
        neighbour: neighbour.server,
        isCpuHard: true,
        diskUse: () => bytesBelow(join(directory, 'volumes')),
        start: ({ limits, ...options }) =>
          start({
            ...options,
            profile: { write: ['volume://data:/data'], sallyport: { limits } },
          }),
      }),
    );
    rmSync(join(directory, 'volumes'), { recursive: true, force: true });
  }
  const alive = await neighbour.server.attempt('echo', { text: 'still here' });
  await neighbour.process.stop();
  return {
    ...{ tier: status.tier, bounds: status.bounds },
    controls: { tried: all.filter(one => one.control).length, failed },
    ...{ results, touched, visibleSecrets, refusedTold, refusedLogged, bombs },
    neighbourAlive: alive.outcome,
    left: {
      processes: findProcesses(word),
      records: [
        ...(await fixture.ask('/containers/json?all=true')).map(({ Id }) => Id),
        ...readdirSync(fixture.settings().runDirectory),
      ],
    },
  };
}
