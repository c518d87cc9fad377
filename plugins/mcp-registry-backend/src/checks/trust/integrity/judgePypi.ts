import { InputError } from '@backstage/errors';
import type { Findings } from '../findings';
import type { PypiFile, PypiRegistry } from '../registries/PypiRegistry';
import { findPinnedFiles, isPypiPin } from '../subject/findPinnedFiles';
import type { Pin } from '../subject/readPin';
import type { Package } from '../types';

const MAX_SHOWN = 50;

/**
 * Compares the files that an index has of a release with what is pinned.
 *
 * @returns what it saw.
 * @throws InputError where the index does not say it; RegistryUnreachable
 */
export async function judgePypi(
  question: {
    wanted: Package;
    pin: Pin;
    /** Asked only where there is something to ask. */
    registry(): PypiRegistry;
    signal: AbortSignal;
  },
  found: Findings,
): Promise<Record<string, unknown>> {
  const { wanted, pin, signal } = question;
  const { identifier, version } = wanted;
  const seen = { pinned: pin.digest, pinnedBy: pin.from };
  if (!isPypiPin(pin)) {
    found.add(
      'error',
      'weak-pin',
      'A package of PyPI is pinned by the sha256 of one of its files or of all of them, and by nothing weaker.',
      pin.digest,
    );
    return seen;
  }
  const registry = question.registry();
  const release = await registry.findRelease(identifier, version, signal);
  const files = release?.files ?? [];
  const evidence = { ...seen, registry: registry.host, files: shown(files) };
  if (files.length === 0) {
    found.add(
      'error',
      'not-there',
      `${registry.host} has no ${identifier} ${version}${
        release ? '' : ', and no package of that name'
      }.`,
    );
    return evidence;
  }
  const unsaid = files.find(({ sha256 }) => sha256 === undefined);
  if (unsaid) {
    throw new InputError(
      `${registry.host} does not say the sha256 of ${unsaid.filename}.`,
    );
  }
  const pinned = findPinnedFiles(files, pin);
  if (!pinned) {
    found.add(
      'error',
      'other-bytes',
      `${registry.host} has other files as ${identifier} ${version} than those that are pinned.`,
      `pinned ${pin.digest}, there ${shown(files).join(', ')}`,
    );
    return evidence;
  }
  const { wheels, later } = pinned;
  if (wheels.length === 0) {
    found.add(
      'error',
      'no-wheel',
      'A server that the gateway runs is installed from a wheel: nothing is built. Nothing of what is pinned is one.',
      shown(pinned.files).join(', '),
    );
  }
  if (later.length > 0) {
    found.add(
      'note',
      'files-came-later',
      'Files were added to this version after it was pinned. Nothing installs them.',
      shown(later).join(', '),
    );
  }
  if (!pin.withDependencies) {
    found.add(
      'warning',
      'dependencies-not-pinned',
      'The package is pinned, and not what it brings along: dependencies are chosen when it is installed.',
    );
  }
  // Which of several is the matter of the machine's Python and platform.
  return { ...evidence, runsFrom: shown(wheels) };
}

function shown(files: readonly PypiFile[]): string[] {
  return files
    .slice(0, MAX_SHOWN)
    .map(({ filename, sha256 }) => `${filename} sha256:${sha256 ?? 'unknown'}`);
}
