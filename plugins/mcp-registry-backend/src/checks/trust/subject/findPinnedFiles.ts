import { createHash } from 'node:crypto';
import type { PypiFile } from '../registries/PypiRegistry';
import type { Pin } from './readPin';

const ONE_FILE = /^sha256:([0-9a-f]{64})$/;
const RELEASE = /^sha256-[A-Za-z0-9+/]{43}=$/;

/** The files of a release that a pin means. */
export interface PinnedFiles {
  readonly files: readonly PypiFile[];
  /** Those of them that a hosted server can be installed from; the machine's Python and platform choose one. */
  readonly wheels: readonly PypiFile[];
  /** Came later: nothing installs them. */
  readonly later: readonly PypiFile[];
}

/** Whether a text pins a package of PyPI: one file of a release, or all that it had (ADR 0055). */
export function isPypiPin({ digest }: Pin): boolean {
  return ONE_FILE.test(digest) || RELEASE.test(digest);
}

/** Finds what is pinned among the files that the index has; `undefined` where it has other ones. */
export function findPinnedFiles(
  files: readonly PypiFile[],
  pin: Pin,
): PinnedFiles | undefined {
  const hex = ONE_FILE.exec(pin.digest)?.[1];
  if (hex !== undefined) {
    const one = files.filter(({ sha256 }) => sha256 === hex);
    return one.length > 0 ? toPinned(one, []) : undefined;
  }
  // A release was pinned as of a moment: files that came later are none of it.
  const before = files.filter(
    ({ uploadedAt }) =>
      pin.at === undefined ||
      (uploadedAt !== undefined && Date.parse(uploadedAt) <= pin.at * 1000),
  );
  return [before, files]
    .map(some => toPinned(some, files))
    .find(some => releaseDigest(some.files) === pin.digest);
}

/** Over the hashes of all files of a release, as the installer writes them down. */
function releaseDigest(files: readonly PypiFile[]): string | undefined {
  if (files.length === 0) return undefined;
  const lines = files.map(({ sha256 }) => `--hash=sha256:${sha256}\n`);
  const text = [...new Set(lines)].sort().join('');
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function toPinned(
  files: readonly PypiFile[],
  all: readonly PypiFile[],
): PinnedFiles {
  return {
    files,
    wheels: files.filter(({ isWheel }) => isWheel),
    later: all.filter(file => !files.includes(file)),
  };
}
