import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second of Linux's accounting, and bytes of a page. */
const TICKS = 100;
const PAGE = 4096;

function read(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      parent: Number(fields[1]),
      cpu: (Number(fields[11]) + Number(fields[12])) / TICKS,
      memory: Number(fields[21]) * PAGE,
    };
  } catch {
    return undefined;
  }
}

/** CPU seconds so far and resident bytes now, of these processes and all their children (Linux). */
export function usageOf(pids) {
  const all = new Map(
    readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(name => [Number(name), read(name)])
      .filter(([, process]) => process),
  );
  const isOurs = pid =>
    pids.includes(pid) || (all.has(pid) && isOurs(all.get(pid).parent));
  let cpu = 0;
  let memory = 0;
  for (const [pid, process] of all)
    if (isOurs(pid)) {
      cpu += process.cpu;
      memory += process.memory;
    }
  return { cpu, memory };
}
