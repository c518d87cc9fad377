// What a start costs: the same server as a plain process and in sandboxes, in turns, until it has answered `initialize`.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { initialize } from './initialize.mjs';

/** `startOne(profile)` starts a sandbox with the server. */
export const sandboxStarter =
  ({ driver, prepared, mark }) =>
  profile =>
    driver.start({
      runtimeId: randomUUID(),
      owner: `bench-${process.pid}`,
      serverRef: 'api:default/bench',
      prepared,
      args: [mark],
      env: { MEMORY_FILE_PATH: '/tmp/memory.jsonl' },
      profile,
      secrets: {},
    });

async function plain({ prepared, mark }) {
  const [program] = Object.values(prepared.commands);
  const child = spawn(
    process.execPath,
    [join(prepared.location, program), mark],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { MEMORY_FILE_PATH: join(prepared.location, 'none') },
      cwd: '/',
    },
  );
  const ended = once(child, 'exit');
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Milliseconds of each start, by kind; the rounds are interleaved, after one to warm up. */
export async function measureStarts({
  rounds,
  driver,
  gvisorDriver,
  prepared,
  mark,
}) {
  const sandbox = sandboxStarter({ driver, prepared, mark });
  const allow = host => ({ host, port: 443 });
  const kinds = {
    plain: () => plain({ prepared, mark }),
    sandbox: () => sandbox({}),
    'with destinations': () =>
      sandbox({
        sallyport: {
          egress: [allow('api.example.com'), allow('files.example.com')],
        },
      }),
    'with a proxy too': () =>
      sandbox({
        sallyport: {
          egress: [allow('api.example.com'), allow('.example.org')],
        },
      }),
  };
  if (gvisorDriver) {
    const start = sandboxStarter({ driver: gvisorDriver, prepared, mark });
    kinds['behind gVisor'] = () => start({});
  }
  const names = Object.keys(kinds);
  const times = Object.fromEntries(names.map(name => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const index of names.keys()) {
      // Nobody is always first.
      const name = names[(index + round) % names.length];
      const began = performance.now();
      const process = await kinds[name]();
      process.stderr?.resume();
      await initialize(process);
      const ms = performance.now() - began;
      await process.stop({ graceMs: 0 });
      if (round > 0) times[name].push(ms);
    }
  }
  return times;
}
