import { isRunning, knowProcess } from './endTree';

const PREFIX = 'process';

/** This process as the owner of a sandbox that no runtime is in: it is alive as long as the process is. */
export function processOwner(): string {
  return [PREFIX, process.pid, knowProcess(process.pid)?.began].join(' ');
}

/** Whether such an owner is alive; undefined for any other owner. */
export function isProcessAlive(owner: string): boolean | undefined {
  const [prefix, pid, began, ...more] = owner.split(' ');
  if (prefix !== PREFIX || !began || more.length > 0) return undefined;
  return isRunning({ pid: Number(pid), began });
}
