import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  '..',
);

const BINARY = new Set([
  '.png',
  '.jpg',
  '.jpeg',
  '.gif',
  '.ico',
  '.woff',
  '.woff2',
  '.zip',
  '.gz',
]);

/** What is committed or about to be: `[{ path, text }]`, without binary files. */
export function trackedFiles() {
  // The clone may belong to another user than the one who tests (containers), which git refuses by default.
  const listed = execFileSync(
    'git',
    [
      '-c',
      'safe.directory=*',
      'ls-files',
      '-z',
      '--cached',
      '--others',
      '--exclude-standard',
    ],
    { cwd: root, encoding: 'utf8' },
  );
  const files = [];
  for (const path of listed.split('\0').filter(Boolean)) {
    if (BINARY.has(extname(path))) continue;
    try {
      files.push({ path, text: readFileSync(join(root, path), 'utf8') });
    } catch {
      // Listed, but deleted in the work tree.
    }
  }
  return files;
}

/** Source of ours: TypeScript in a package, not generated. */
export const isSource = path =>
  /^(?:plugins|packages|examples)\/[^/]+\/src\/.*\.tsx?$/.test(path) &&
  !/\/generated\//.test(path);

/** Tests and their helpers: files that never ship. */
export const isTest = path =>
  /\.test\.tsx?$|\/(?:__testUtils__|__fixtures__|testUtils|fixtures)\/|setupTests\.ts$/.test(
    path,
  );
