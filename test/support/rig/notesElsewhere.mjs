import { readdirSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Directories in memory that spools below a folder have their notes in (ADR 0101): a gateway that is killed leaves them for whoever takes
 * over its spool.
 */
export function notesElsewhere(spools) {
  try {
    return readdirSync(spools, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isSymbolicLink())
      .map(({ parentPath, name }) => readlinkSync(join(parentPath, name)))
      .map(dirname);
  } catch (error) {
    // No gateway has begun.
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
