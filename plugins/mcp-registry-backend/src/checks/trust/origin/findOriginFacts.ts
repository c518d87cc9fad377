import { z } from 'zod';
import { isIndex, type OciRegistry } from '../registries/OciRegistry';
import type { Registries } from '../registries/Registries';
import type { NpmVersion } from '../registries/NpmRegistry';
import { readImageName } from '../subject/readImageName';
import type { Pin } from '../subject/readPin';
import type { Package } from '../types';
import type { OriginFacts } from './OriginFacts';
import { findPypiFacts } from './pypiFacts';

const configSchema = z.object({
  created: z.string().max(100).optional().catch(undefined),
  config: z
    .object({
      Labels: z.record(z.string(), z.string()).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

/**
 * Asks a registry where a package comes from.
 *
 * @throws InputError where the registry is none that is asked; RegistryUnreachable
 */
export async function findOriginFacts(options: {
  package: Package;
  /** What runs of an image, where it is pinned. */
  digest?: string;
  pin?: Pin;
  registries: Registries;
  signal: AbortSignal;
}): Promise<OriginFacts> {
  const { package: wanted, registries, signal } = options;
  const { identifier, version } = wanted;
  if (wanted.registry === 'npm') {
    const registry = registries.npm;
    const found = await registry.findPackage(identifier, version, signal);
    const facts = { registry: registry.host, exists: Boolean(found?.version) };
    return found?.version
      ? {
          ...facts,
          ...ofVersion(found.version),
          publishedAt: found.publishedAt,
          newestAt: found.newestAt,
          maintainers: found.maintainers,
        }
      : facts;
  }
  if (wanted.registry === 'pypi') {
    const { pin } = options;
    const registry = registries.pypi;
    return await findPypiFacts({ package: wanted, pin, registry, signal });
  }
  const { host, path, tag, digests } = readImageName(wanted);
  const reference = options.digest ?? digests[0] ?? tag;
  const registry = registries.image(host);
  return await ofImage({ registry, host, path, reference, signal });
}

function ofVersion(version: NpmVersion): Partial<OriginFacts> {
  const { license, repository, mcpName, deprecated } = version;
  return {
    licence: typeof license === 'object' ? license.type : license,
    repository: typeof repository === 'object' ? repository.url : repository,
    mcpName,
    // npm writes an empty text where a deprecation was taken back.
    ...(deprecated && {
      deprecated: deprecated === true ? 'without a reason' : deprecated,
    }),
  };
}

async function ofImage(options: {
  registry: OciRegistry;
  host: string;
  path: string;
  reference: string;
  signal: AbortSignal;
}): Promise<OriginFacts> {
  const { registry, host, path, reference, signal } = options;
  const image = await registry.findManifest(path, reference, signal);
  if (!image) return { registry: host, exists: false };
  // All platforms have the same labels, or should; one is enough to see where it comes from.
  const platforms = (image.manifests ?? []).filter(
    ({ platform }) => platform?.os === 'linux',
  );
  const platform =
    platforms.find(one => one.platform?.architecture === 'amd64') ??
    platforms[0];
  const manifest =
    isIndex(image) && platform
      ? await registry.findManifest(path, platform.digest, signal)
      : image;
  const config = manifest?.config
    ? configSchema.safeParse(
        await registry.readBlob(path, manifest.config.digest, signal),
      ).data
    : undefined;
  const labels = config?.config?.Labels ?? {};
  const created = Date.parse(config?.created ?? '');
  return {
    registry: host,
    exists: true,
    licence: labels['org.opencontainers.image.licenses'],
    repository: labels['org.opencontainers.image.source'],
    mcpName: labels['io.modelcontextprotocol.server.name'],
    // Builds that can be repeated write the beginning of time.
    ...(created > Date.parse('2013-01-01') && {
      publishedAt: new Date(created).toISOString(),
    }),
  };
}
