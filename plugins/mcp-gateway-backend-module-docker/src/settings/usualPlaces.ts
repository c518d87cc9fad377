import { homedir } from 'node:os';
import { join } from 'node:path';

const OWN = ['sallyport', 'docker'];

/** Where a service of the machine keeps things, or else a user: for good, and for as long as something runs. */
export function usualPlaces(process: { uid: number; env: NodeJS.ProcessEnv }): {
  directory: string;
  runDirectory: string;
} {
  if (process.uid === 0) {
    return {
      directory: join('/var/lib', ...OWN),
      runDirectory: join('/run', ...OWN),
    };
  }
  const { XDG_STATE_HOME, XDG_RUNTIME_DIR } = process.env;
  const state = XDG_STATE_HOME ?? join(homedir(), '.local', 'state');
  const directory = join(state, ...OWN);
  return {
    directory,
    runDirectory: XDG_RUNTIME_DIR
      ? join(XDG_RUNTIME_DIR, ...OWN)
      : join(directory, 'run'),
  };
}
