import { InputError } from '@backstage/errors';
import type { OciRegistry } from '../registries/OciRegistry';
import type { Registries } from '../registries/Registries';
import { RegistryUnreachable } from '../registries/RegistryHttp';
import { readImageName } from '../subject/readImageName';
import { type Pin, sha512Hex } from '../subject/readPin';
import type { Package } from '../types';
import { findPypiSignatures } from './findPypiSignatures';
import type { PublishedSignatures, Signature } from './Signature';

const MAX_SIGNATURES = 20;
const BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle/;
const COSIGN = 'dev.cosignproject.cosign';
/** The registry's own word that it took the package in: says nothing about who built it. */
const PUBLISH =
  /^https:\/\/github\.com\/npm\/attestation\/tree\/main\/specs\/publish\//;

/**
 * Looks for signatures of what is pinned: of an archive or image, or of each file that it may be installed from.
 *
 * @throws InputError where there is nothing that a signature could be about; RegistryUnreachable
 */
export async function findSignatures(options: {
  package: Package;
  pin: Pin | undefined;
  registries: Registries;
  signal: AbortSignal;
}): Promise<PublishedSignatures[]> {
  const { package: wanted, registries } = options;
  if (wanted.registry === 'npm') return [await ofNpm(options)];
  if (wanted.registry === 'oci') return [await ofImage(options)];
  return await findPypiSignatures({
    ...options,
    registry: () => registries.pypi,
  });
}

type Options = Parameters<typeof findSignatures>[0];

async function ofNpm(options: Options): Promise<PublishedSignatures> {
  const { package: wanted, pin, registries, signal } = options;
  const hex = pin && sha512Hex(pin.digest);
  if (!hex) {
    throw new InputError(
      pin
        ? 'It is pinned by a folder of the gateway’s machine, and publishers sign archives.'
        : 'Nothing is pinned, so there is nothing that a signature could be about. A probe pins it.',
    );
  }
  const registry = registries.npm;
  const { identifier, version } = wanted;
  const all = await registry.findAttestations(identifier, version, signal);
  return {
    registry: registry.host,
    artifact: { algorithm: 'sha512', hex },
    signatures: all
      .filter(({ predicateType }) => !PUBLISH.test(predicateType))
      .map(({ predicateType, bundle }) => ({ from: predicateType, bundle })),
    unread: [],
  };
}

async function ofImage(options: Options): Promise<PublishedSignatures> {
  const { package: wanted, pin, registries, signal } = options;
  const { host, path, digests } = readImageName({
    ...wanted,
    integrity: pin?.digest,
  });
  if (digests.length !== 1) {
    throw new InputError(
      digests.length > 1
        ? 'The definition names more than one digest.'
        : 'Nothing is pinned, so there is nothing that a signature could be about. A probe pins it.',
    );
  }
  const [digest] = digests;
  const registry = registries.image(host);
  const referrers = await registry.findReferrers(path, digest, signal);
  const bundles = referrers.filter(one =>
    BUNDLE.test(one.artifactType ?? one.mediaType ?? ''),
  );
  if (bundles.length > MAX_SIGNATURES) {
    throw new RegistryUnreachable(
      `${host} has more than ${MAX_SIGNATURES} signatures of it`,
    );
  }
  const signatures: Signature[] = [];
  for (const { digest: reference } of bundles) {
    const manifest = await registry.findManifest(path, reference, signal);
    const layer = manifest?.layers?.find(one =>
      BUNDLE.test(one.mediaType ?? ''),
    );
    const bytes =
      layer && (await registry.readBytes(path, layer.digest, signal));
    signatures.push({ from: reference, bundle: readJson(bytes) });
  }
  const old = await findOldSignatures({ registry, path, digest, signal });
  return {
    registry: host,
    artifact: { algorithm: 'sha256', hex: digest.slice('sha256:'.length) },
    signatures: [...signatures, ...old.signatures],
    unread: old.unread,
  };
}

/** What is no JSON is no bundle: it is refused, and does not keep the others from being looked at. */
function readJson(bytes: Buffer | undefined): unknown {
  try {
    return JSON.parse(bytes?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}

/** Signatures that cosign made before bundles: below a tag, by a key. Those with certificates are not read. */
async function findOldSignatures(options: {
  registry: OciRegistry;
  path: string;
  digest: string;
  signal: AbortSignal;
}): Promise<Pick<PublishedSignatures, 'signatures' | 'unread'>> {
  const { registry, path, digest, signal } = options;
  const tag = `${digest.replace(':', '-')}.sig`;
  const manifest = await registry.findManifest(path, tag, signal);
  if (!manifest) return { signatures: [], unread: [] };
  const byKey = (manifest.layers ?? []).flatMap(layer => {
    const { annotations = {} } = layer;
    const signature = annotations[`${COSIGN}/signature`];
    const isByKey =
      annotations['dev.sigstore.cosign/certificate'] === undefined;
    return signature && isByKey ? [{ digest: layer.digest, signature }] : [];
  });
  if (byKey.length > MAX_SIGNATURES) {
    throw new RegistryUnreachable(
      `${registry.host} has more than ${MAX_SIGNATURES} signatures of it`,
    );
  }
  const signatures: Signature[] = [];
  for (const { digest: layer, signature } of byKey) {
    const payload = await registry.readBytes(path, layer, signal);
    signatures.push({
      from: `${tag} ${layer}`,
      simple: { payload, signature },
    });
  }
  const isRead = byKey.length > 0;
  return {
    signatures,
    unread: isRead ? [] : [`${tag} (cosign before bundles)`],
  };
}
