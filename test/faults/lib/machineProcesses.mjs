// The processes of this machine, as /proc shows them.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const GONE_MS = 5_000;

function read(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold anything.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return { pid: Number(pid), parent: Number(parent), command };
  } catch {
    return undefined;
  }
}

/** @returns {{pid: number, parent: number, command: string}[]} those that run now; arguments of `command` end with a zero byte. */
export function machineProcesses() {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(read)
    .filter(Boolean);
}

/** Returns once it has ended. @returns whether there was a process to kill. */
export async function killProcess(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return false; // it had ended by itself
  }
  for (let left = GONE_MS; left > 0 && read(pid); left--) await wait(1);
  return true;
}
