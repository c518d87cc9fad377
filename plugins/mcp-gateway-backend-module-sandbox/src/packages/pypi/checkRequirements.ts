import { createHash } from 'node:crypto';
import { normalPypiName } from './pypiName';

/** What a file of requirements with hashes says is installed. */
export interface CheckedRequirements {
  /** Digest over the hashes of the files that the wanted release may be installed from. */
  readonly archive: string;
  /** Digest over every release of the tree, with the hashes of its files. */
  readonly tree: string;
}

const LINE =
  /^([A-Za-z0-9._-]+)==([A-Za-z0-9.!+]+)((?: --hash=sha256:[0-9a-f]{64})+)$/;

/**
 * Reads a file of requirements that uv wrote, and refuses one that has anything without hashes in it, or from elsewhere
 * than the index, or that uv would read as more than releases. Pure.
 *
 * @throws Error with a text for people.
 */
export function checkRequirements(
  text: string,
  wanted: { identifier: string; version: string },
): CheckedRequirements {
  const releases = text
    .replace(/\\\r?\n\s*/g, '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => readRelease(line, wanted.identifier));
  const name = normalPypiName(wanted.identifier);
  const own = releases.filter(one => one.name === name);
  if (own.length !== 1 || own[0].version !== wanted.version) {
    throw new Error(
      `The index gave ${wanted.identifier} ${
        own.map(({ version }) => version).join(' and ') || 'in no version'
      } instead of ${wanted.version}`,
    );
  }
  const { hashes } = own[0];
  // Which file of a release fits is the machine's matter, and the release is the same on each.
  const archive = `sha256-${digest(hashes, 'base64')}`;
  const tree = digest(
    releases.map(one => [one.name, one.version, ...one.hashes].join(' ')),
    'base64url',
  );
  return { archive, tree };
}

/**
 * Requirements in which one release has one file alone. Pure.
 *
 * @throws Error where that release has no such file.
 */
export function withOneFile(
  text: string,
  wanted: { identifier: string; version: string },
  hash: string,
): string {
  const name = normalPypiName(wanted.identifier);
  return text
    .replace(/\\\r?\n\s*/g, '')
    .split('\n')
    .map(line => {
      const [, found, version, hashes = ''] = LINE.exec(line.trim()) ?? [];
      if (found === undefined || normalPypiName(found) !== name) return line;
      if (!hashes.split(' ').includes(`--hash=sha256:${hash}`)) {
        throw new Error(
          `${wanted.identifier} ${wanted.version} is not what was approved: the index has no file sha256:${hash} under that version.`,
        );
      }
      return `${found}==${version} --hash=sha256:${hash}`;
    })
    .join('\n');
}

function readRelease(line: string, identifier: string) {
  const [, name, version, hashes] = LINE.exec(line.replace(/\s+/g, ' ')) ?? [];
  if (name === undefined) {
    const shown = line.slice(0, 80);
    throw new Error(
      /--hash=/.test(line) || !/^[\w.-]+==/.test(line)
        ? `'${shown}', which ${identifier} needs, comes from elsewhere than the index`
        : `'${shown}', which ${identifier} needs, has no hash`,
    );
  }
  return {
    name: normalPypiName(name),
    version,
    hashes: hashes.trim().split(' ').toSorted(),
  };
}

function digest(parts: string[], form: 'base64' | 'base64url'): string {
  return createHash('sha256')
    .update(
      parts
        .toSorted()
        .map(part => `${part}\n`)
        .join(''),
    )
    .digest(form);
}
