import { readdirSync, readlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Directories in memory that spools below a folder have their notes in (ADR 0101): a gateway that is killed leaves them for whoever takes
 * over its spool.
 *
 * @returns {Record<string, {path: string}>}
 */
export function notesElsewhere(spools) {
  try {
    const paths = readdirSync(spools, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isSymbolicLink())
      .map(({ parentPath, name }) => readlinkSync(join(parentPath, name)))
      .map(target => dirname(target))
      .filter(path => basename(path).startsWith('sallyport-notes-'));
    return Object.fromEntries(
      paths.map((path, index) => [`notes ${index + 1}`, { path }]),
    );
  } catch (error) {
    // No gateway has begun.
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}
