import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type OpenedSource,
  type SourceBounds,
  type SourceDocument,
  SourceUnreadable,
} from './DataSource';
import { readZip } from './readZip';

const MAX_DEPTH = 6;

interface Found {
  /** Below the folder. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly writtenAt: number;
}

/** Opens a folder with files in JSON, and archives of such. */
export async function openDirectory(
  directory: string,
  bounds: SourceBounds,
): Promise<OpenedSource> {
  const files = await list(directory, bounds);
  const newest = files.reduce((at, one) => Math.max(at, one.writtenAt), 0);
  const lines = files.map(
    ({ name, bytes, writtenAt }) => `${name} ${bytes} ${writtenAt}`,
  );
  return {
    fingerprint: createHash('sha256')
      .update(JSON.stringify([directory, lines]))
      .digest('hex'),
    ...(newest > 0 && { writtenAt: new Date(newest) }),
    documents: () => read(files, bounds),
    close: async () => undefined,
  };
}

async function list(root: string, bounds: SourceBounds): Promise<Found[]> {
  const found: Found[] = [];
  let bytes = 0;
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (depth > MAX_DEPTH) return;
    const names = (await readdir(join(root, folder))).sort();
    for (const name of names) {
      // Hidden ones are the work of whoever writes the folder: “..data” of a ConfigMap, unfinished copies.
      if (name.startsWith('.')) continue;
      const path = join(root, folder, name);
      const about = await stat(path);
      if (about.isDirectory()) {
        await walk(join(folder, name), depth + 1);
      } else if (about.isFile() && /\.(?:json|zip)$/.test(name)) {
        bytes += about.size;
        found.push({
          ...{ name: join(folder, name), path, bytes: about.size },
          writtenAt: Math.floor(about.mtimeMs),
        });
      }
      if (bytes > bounds.maxBytes || found.length > bounds.maxDocuments) {
        throw new SourceUnreadable(`There is too much in ${root}`);
      }
    }
  };
  try {
    await walk('', 0);
  } catch (error) {
    throw unreadable(root, error);
  }
  return found;
}

async function* read(
  files: readonly Found[],
  bounds: SourceBounds,
): AsyncGenerator<SourceDocument> {
  for (const { name, path, bytes } of files) {
    if (name.endsWith('.zip')) {
      yield* readZip(path, { name, bounds });
      continue;
    }
    if (bytes > bounds.maxDocumentBytes) {
      throw new SourceUnreadable(`${name} is too large`);
    }
    const text = await readFile(path, 'utf8').catch(error => {
      throw unreadable(name, error);
    });
    yield { name, text };
  }
}

function unreadable(what: string, error: unknown): SourceUnreadable {
  if (error instanceof SourceUnreadable) return error;
  const { code } = error as NodeJS.ErrnoException;
  return new SourceUnreadable(
    `${what} cannot be read${code ? ` (${code})` : ''}`,
  );
}
