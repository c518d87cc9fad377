import {
  type DefinitionFile,
  FILE_BOUNDS,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { ImportRefusal } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { GitMirror } from './GitMirror';

const MOST_FILES = 10_000;
const MOST_BYTES = 48 * 1024 * 1024;
const DEFINITION = /\.(?:ya?ml|json)$/i;

interface Entry {
  mode: string;
  id: string;
  size: number;
  path: string;
}

/** The files of definitions in a commit, from Git's own store: there are no links to follow and no folders to leave. */
export async function readTree(
  mirror: GitMirror,
  options: { commit: string; folder: string; signal: AbortSignal },
): Promise<DefinitionFile[]> {
  const { commit, folder, signal } = options;
  const listing = await mirror.git(
    [
      ...['ls-tree', '-r', '-z', '--long', '--full-tree', commit],
      ...(folder ? ['--', `${folder}/`] : []),
    ],
    signal,
  );
  const entries = listing.toString('utf8').split('\0').flatMap(toEntry);
  const odd = entries.filter(({ mode }) => !mode.startsWith('100'));
  const files = entries.filter(
    ({ mode, path }) => mode.startsWith('100') && DEFINITION.test(path),
  );
  const large = files.filter(({ size }) => size > FILE_BOUNDS.bytes);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const where = [
    ...odd.map(({ path }) => `${path}: a link or a submodule`),
    ...large.map(({ path }) => `${path}: too large`),
    ...(files.length > MOST_FILES ? [`more than ${MOST_FILES} files`] : []),
    ...(bytes > MOST_BYTES ? ['too much in all'] : []),
  ];
  if (where.length > 0) {
    throw new ImportRefusal('source.out-of-bounds', where.slice(0, 50));
  }
  if (files.length === 0) return [];
  const contents = await mirror.git(['cat-file', '--batch'], signal, {
    input: `${files.map(({ id }) => id).join('\n')}\n`,
  });
  return takeApart(contents, files);
}

function toEntry(line: string): Entry[] {
  const [, mode, id, size, path] =
    /^(\d{6}) \w+ ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/.exec(line) ?? [];
  return path === undefined
    ? []
    : [{ mode, id, path, size: size === '-' ? 0 : Number(size) }];
}

/** `<id> blob <size>`, the contents, a line's end, and so on. */
function takeApart(
  contents: Buffer,
  files: readonly Entry[],
): DefinitionFile[] {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let at = 0;
  return files.map(({ path, size }) => {
    const start = contents.indexOf(10, at) + 1;
    const bytes = contents.subarray(start, start + size);
    at = start + size + 1;
    try {
      return { path, text: decoder.decode(bytes) };
    } catch {
      throw new ImportRefusal('source.out-of-bounds', [`${path}: is no text`]);
    }
  });
}
