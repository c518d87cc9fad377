// What servers cost that nobody uses: memory of all of their processes, what they share counted once (PSS).
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findRuntimes } from '../../faults/lib/sandboxProcesses.mjs';
import { initialize } from './initialize.mjs';
import { sandboxStarter } from './runtimeStarts.mjs';

const SETTLE_MS = 5_000;
/** Started at a time. */
const WIDTH = 4;

/** Bytes; none where it has ended in between. */
function proportional(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)[1]) * 1024;
  } catch {
    return 0;
  }
}

/** Bytes and processes of all runtimes with a mark. */
export function memoryOf(mark) {
  const pids = findRuntimes(mark).flatMap(one => one.pids);
  return {
    bytes: pids.reduce((sum, pid) => sum + proportional(pid), 0),
    processes: pids.length,
  };
}

export async function measureIdle({ count, driver, prepared, mark }) {
  const start = sandboxStarter({ driver, prepared, mark });
  const servers = [];
  const some = async () => {
    while (servers.length < count) {
      const at = servers.push(undefined) - 1;
      servers[at] = await start({});
      servers[at].stderr.resume();
      await initialize(servers[at]);
    }
  };
  try {
    await Promise.all(Array.from({ length: WIDTH }, some));
    await sleep(SETTLE_MS);
    const idle = memoryOf(mark);
    await Promise.all(servers.map(server => server.stop({ graceMs: 1000 })));
    return { idle, after: memoryOf(mark) };
  } finally {
    await Promise.all(servers.map(server => server?.stop({ graceMs: 0 })));
  }
}
