import { lstatSync, mkdirSync } from 'node:fs';

/**
 * A folder of the driver: made where it is not there, and refused where somebody else could put something into it. Others may
 * pass through it, since servers run as another user, but not look into it.
 *
 * @throws Error that says what is wrong with it.
 */
export function prepareDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  const found = lstatSync(directory);
  const { uid, mode } = found;
  if (!found.isDirectory() || uid !== process.getuid?.() || mode & 0o022) {
    throw new Error(
      `${directory} is no folder of the gateway's own: it belongs to somebody else, or others may write to it`,
    );
  }
}
