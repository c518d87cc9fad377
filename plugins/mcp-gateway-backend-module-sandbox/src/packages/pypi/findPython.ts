import { accessSync, constants, realpathSync } from 'node:fs';

/** Where systems have theirs. Others, such as those of pyenv, are not seen from inside a sandbox. */
const USUAL = ['/usr/local/bin/python3', '/usr/bin/python3'];

/** The Python of the system; sandboxes see it read-only, with all that it needs. @throws Error with a text for people. */
export function findPython(configured?: string): string {
  for (const file of configured === undefined ? USUAL : [configured]) {
    try {
      accessSync(file, constants.X_OK);
      if (realpathSync(file).startsWith('/usr/')) return file;
    } catch {
      // Not here.
    }
  }
  throw new Error(
    configured === undefined
      ? 'There is no Python on this machine (below /usr). Install it as root: apt-get install python3. Or set mcpGateway.runtimes.sandbox.packages.pypi.python.'
      : `There is no Python at ${configured}: mcpGateway.runtimes.sandbox.packages.pypi.python has to name one below /usr.`,
  );
}
