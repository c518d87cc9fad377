import { setTimeout } from 'node:timers/promises';
import { ProcessTable } from '../limits/ProcessTable';

const POLL_MS = 10;

/** A process, and not a later one of the same number. */
export interface KnownProcess {
  readonly pid: number;
  readonly began: string;
}

/** Looks at a process once, to know it again. */
export function knowProcess(pid: number): KnownProcess | undefined {
  const entry = ProcessTable.read(pid);
  return entry && { pid, began: entry.began };
}

/** Whether it still runs. */
export function isRunning({ pid, began }: KnownProcess): boolean {
  const entry = ProcessTable.read(pid);
  return entry !== undefined && !entry.isEnded && entry.began === began;
}

/** Sends a signal to it, if it is still there. */
export function signal(known: KnownProcess, name: NodeJS.Signals): void {
  try {
    if (isRunning(known)) process.kill(known.pid, name);
  } catch {
    // It has ended in between.
  }
}

/** Ends the first process of a process namespace, and thereby all of them, and waits until it is gone. */
export async function endTree(first: KnownProcess): Promise<void> {
  while (isRunning(first)) {
    signal(first, 'SIGKILL');
    await setTimeout(POLL_MS);
  }
}
