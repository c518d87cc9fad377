import { lstat, open, readdir } from 'node:fs/promises';
import { constants } from 'node:fs';
import { isAbsolute, join, normalize, relative, sep } from 'node:path';
import {
  type DefinitionFile,
  type DefinitionProblem,
  FILE_BOUNDS,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { CommandError } from '../CommandError';

const MOST_FILES = 5000;
const MOST_BYTES = 32 * 1024 * 1024;
const DEEPEST = 20;
const DEFINITION = /\.(?:ya?ml|json)$/i;
const PASSED_OVER = new Set(['node_modules']);

/** The files of a folder, and what in it is not read. */
export interface FolderReading {
  readonly files: readonly DefinitionFile[];
  readonly problems: readonly DefinitionProblem[];
}

/**
 * Reads the definitions below a folder, or one file. Links are not followed, wherever they lead: what is checked is what is there. Names that
 * begin with a dot, and node_modules, are passed over.
 */
export async function readFolder(root: string): Promise<FolderReading> {
  const files: DefinitionFile[] = [];
  const problems: DefinitionProblem[] = [];
  let bytes = 0;
  const take = async (path: string, depth: number): Promise<void> => {
    // As whoever ran it would name it, so that a code host finds the file.
    const named = isAbsolute(root) ? relative(root, path) : normalize(path);
    const shown = named.split(sep).join('/') || path;
    const found = await lstat(path);
    if (found.isSymbolicLink()) {
      problems.push({
        path: shown,
        text: 'It is a link, which is not followed.',
      });
    } else if (found.isDirectory()) {
      if (depth > DEEPEST) throw new CommandError(`${shown} lies too deep.`);
      for (const name of (await readdir(path)).sort()) {
        if (!name.startsWith('.') && !PASSED_OVER.has(name)) {
          await take(join(path, name), depth + 1);
        }
      }
    } else if (found.isFile() && (depth === 0 || DEFINITION.test(path))) {
      if (found.size > FILE_BOUNDS.bytes) {
        problems.push({ path: shown, text: 'It is too large.' });
        return;
      }
      bytes += found.size;
      if (files.length >= MOST_FILES || bytes > MOST_BYTES) {
        throw new CommandError('These are too many files, or too large ones.');
      }
      const text = await readText(path);
      if (text === undefined) {
        problems.push({ path: shown, text: 'It is no text.' });
      } else files.push({ path: shown, text });
    }
  };
  try {
    await take(root, 0);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code = 'unknown' } = error as { code?: string };
    throw new CommandError(`${root} could not be read (${code}).`);
  }
  return { files, problems };
}

/** Opened without following a link: it may have become one since it was looked at. */
async function readText(path: string): Promise<string | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const buffer = Buffer.alloc(FILE_BOUNDS.bytes + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return new TextDecoder('utf-8', { fatal: true }).decode(
      buffer.subarray(0, bytesRead),
    );
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}
