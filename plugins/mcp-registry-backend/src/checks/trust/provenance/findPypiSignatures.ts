import { InputError } from '@backstage/errors';
import type {
  PypiFile,
  PypiProvenance,
  PypiRegistry,
} from '../registries/PypiRegistry';
import { RegistryUnreachable } from '../registries/RegistryHttp';
import { findPinnedFiles, isPypiPin } from '../subject/findPinnedFiles';
import type { Pin } from '../subject/readPin';
import type { Package } from '../types';
import type { PublishedSignatures, Signature } from './Signature';
import { toBundle } from './toBundle';

const MAX_WHEELS = 100;
const AT_ONCE = 5;

/**
 * Looks for attestations of each wheel that what is pinned can be installed from: which one it is, is the matter of the machine that does it.
 *
 * @throws InputError where there is nothing that they could be about; RegistryUnreachable
 */
export async function findPypiSignatures(options: {
  package: Package;
  pin: Pin | undefined;
  /** Asked only where there is something to ask. */
  registry(): PypiRegistry;
  signal: AbortSignal;
}): Promise<PublishedSignatures[]> {
  const { package: wanted, pin, signal } = options;
  if (!pin || !isPypiPin(pin)) {
    throw new InputError(
      'Nothing is pinned, so there is nothing that a signature could be about. A probe pins it.',
    );
  }
  const registry = options.registry();
  const { identifier: name, version } = wanted;
  const release = await registry.findRelease(name, version, signal);
  const pinned = release && findPinnedFiles(release.files, pin);
  if (!pinned || pinned.wheels.length === 0) {
    throw new InputError(
      `${registry.host} does not have what is pinned, or no wheel of it: see the check of its integrity.`,
    );
  }
  if (pinned.wheels.length > MAX_WHEELS) {
    throw new InputError(
      `It has more than ${MAX_WHEELS} wheels. Name in its definition the sha256 of the one that is to be installed.`,
    );
  }
  const published: PublishedSignatures[] = [];
  for (let from = 0; from < pinned.wheels.length; from += AT_ONCE) {
    const some = pinned.wheels.slice(from, from + AT_ONCE);
    published.push(
      ...(await Promise.all(
        some.map(async file => {
          const asked = { name, version, filename: file.filename };
          const found = await registry.findProvenance(asked, signal);
          return toPublished(registry.host, file, found);
        }),
      )),
    );
  }
  return published;
}

function toPublished(
  host: string,
  file: PypiFile,
  provenance: PypiProvenance | undefined,
): PublishedSignatures {
  if (!provenance && file.hasProvenance) {
    throw new RegistryUnreachable(
      `${host} says that it has attestations of ${file.filename}, and hands out none`,
    );
  }
  return {
    registry: host,
    file: file.filename,
    artifact: { algorithm: 'sha256', hex: file.sha256 ?? '' },
    signatures: (provenance?.attestation_bundles ?? []).flatMap(
      ({ publisher, attestations }): Signature[] =>
        attestations.map(attestation => ({
          // The index's own word for who published it: said, and not believed.
          from: `${file.filename} (published by ${
            publisher?.kind ?? 'nobody'
          })`,
          bundle: toBundle(attestation),
        })),
    ),
    unread: [],
  };
}
