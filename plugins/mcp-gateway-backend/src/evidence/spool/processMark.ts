import { readFileSync, readlinkSync } from 'fs';
import { hostname } from 'os';

/** What tells a process from every other one, of other machines and of other times. */
export interface ProcessMark {
  host: string;
  /** Linux: which start of the machine. */
  boot?: string;
  /** Linux: within which process numbers are counted; a container has its own. */
  namespace?: string;
  pid: number;
  /** Linux: when it began, so that a number that is used again is told from it. */
  started?: string;
}

/** The mark of this process. */
export function thisProcess(): ProcessMark {
  return {
    host: hostname(),
    boot: orNothing(() =>
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    ),
    namespace: orNothing(() => readlinkSync('/proc/self/ns/pid')),
    pid: process.pid,
    started: startOf(process.pid),
  };
}

/** Whether a process is gone; `undefined` where it cannot be looked at from here. */
export function isProcessGone(mark: ProcessMark): boolean | undefined {
  const own = thisProcess();
  if (mark.host !== own.host || mark.namespace !== own.namespace) {
    return undefined;
  }
  // The same machine was started again, with all that ran on it.
  if (mark.boot !== own.boot) return true;
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
    // It is there, and another user's.
  }
  return startOf(mark.pid) !== mark.started;
}

/** Field 22 of `/proc/<pid>/stat`: ticks since the machine started. */
function startOf(pid: number): string | undefined {
  return orNothing(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program stands in parentheses and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  });
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
