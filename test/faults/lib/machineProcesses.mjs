// The processes of this machine, as /proc shows them.
import { readdirSync, readFileSync } from 'node:fs';

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

/** @returns whether there was a process to kill. */
export function killProcess(pid) {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false; // it had ended by itself
  }
}
