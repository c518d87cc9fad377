// Which starter uses a state folder: two at once would share databases.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlainError } from './PlainError.mjs';

const fileOf = stateDir => join(stateDir, 'run.json');

/** The process id of the starter that runs with this state folder, if one does. */
export function runningInstance(stateDir) {
  try {
    const { pid } = JSON.parse(readFileSync(fileOf(stateDir), 'utf8'));
    if (pid === process.pid) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return error?.code === 'EPERM' ? 'of another user' : undefined;
  }
}

export function refuseSecondInstance(stateDir) {
  const pid = runningInstance(stateDir);
  if (pid === undefined) return;
  throw new PlainError(
    `The example is already running (process ${pid}). End it with Ctrl-C where it was started, or with "kill ${pid}".`,
  );
}

export function rememberInstance(stateDir, facts) {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  writeFileSync(
    fileOf(stateDir),
    JSON.stringify({ pid: process.pid, ...facts }, null, 2),
  );
}

/** What the running starter wrote down: addresses and process ids. */
export function recallInstance(stateDir) {
  try {
    return JSON.parse(readFileSync(fileOf(stateDir), 'utf8'));
  } catch {
    return undefined;
  }
}

export const forgetInstance = stateDir =>
  rmSync(fileOf(stateDir), { force: true });
