// Which starter uses a state folder: two at once would share databases.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlainError } from './PlainError.mjs';

const fileOf = stateDir => join(stateDir, 'run.json');

/** What a process runs, where that can be known: its id alone may have gone to another program since. */
function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return undefined;
  }
}

/** The process id of the starter that runs with this state folder, if one does. */
export function runningInstance(stateDir) {
  try {
    const { pid, command } = JSON.parse(readFileSync(fileOf(stateDir), 'utf8'));
    if (pid === process.pid) return undefined;
    process.kill(pid, 0);
    return command === commandOf(pid) ? pid : undefined;
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
  const instance = { pid: process.pid, ...facts };
  writeFileSync(
    fileOf(stateDir),
    JSON.stringify({ ...instance, command: commandOf(instance.pid) }, null, 2),
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
