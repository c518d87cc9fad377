import { lstatSync, mkdirSync } from 'node:fs';

/**
 * The driver's folder: made where it is not there, and refused where somebody else could put something into it. Others may
 * pass through it, since servers run as another user, but not look into it.
 *
 * @throws Error that says what is wrong with it.
 */
export function prepareDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  const { uid, mode } = lstatSync(directory);
  if (!lstatSync(directory).isDirectory()) {
    throw new Error(`${directory} is not a folder`);
  }
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
    throw new Error(
      `${directory} belongs to somebody else, or others may write to it`,
    );
  }
}
