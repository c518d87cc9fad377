import { constants, openSync, writeSync } from 'node:fs';

/** Linux's O_TMPFILE, which Node does not name: a file in a folder that has no name there. */
const UNNAMED = 0o20000000 | constants.O_DIRECTORY;

/**
 * A file in memory, without a name, at its beginning: whoever gets the descriptor reads all of it, and nobody else finds it.
 * Whole before anybody reads, unlike a pipe, whose writer may die half-way.
 *
 * @returns the descriptor, which the caller closes.
 */
export function anonymousFile(content: string | Buffer): number {
  const descriptor = openSync('/dev/shm', UNNAMED | constants.O_RDWR, 0o600);
  const bytes = Buffer.from(content);
  // By position: the descriptor's own place, which its reader shares, stays at the beginning.
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(descriptor, bytes, at, bytes.length - at, at);
  }
  return descriptor;
}
