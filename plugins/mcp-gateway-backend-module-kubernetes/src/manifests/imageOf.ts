import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?$/;
const PART = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
/** Where an image without the host of its registry comes from. */
const USUAL_HOST = 'docker.io';

/**
 * The image of a package, pinned by its digest: `integrity` says it, or `version`, or the identifier itself.
 *
 * @throws Error with a text for people where it is none, or not pinned.
 */
export function imageOf(
  wanted: HostedPackage,
  registries: readonly string[] = [],
): { image: string; digest: string } {
  const { registry, identifier, version, integrity } = wanted;
  if (registry !== 'oci') {
    throw new Error(
      `In Kubernetes servers run from images (registry: oci), and ${identifier} is a package of ${registry}. Make an image of it, or run it with the driver sandbox.`,
    );
  }
  const [named, ...own] = identifier.split('@');
  const name = nameOf(named);
  const pins = new Set(
    [...own, integrity, ...(DIGEST.test(version) ? [version] : [])].filter(
      pin => pin !== undefined,
    ),
  );
  const [digest] = pins;
  if (digest === undefined) {
    throw new Error(
      `The image ${identifier} is not pinned, and what a tag names can change after the approval. Name its digest as version (sha256:…).`,
    );
  }
  if (pins.size > 1 || !DIGEST.test(digest)) {
    throw new Error(
      `${identifier} is pinned as ${[...pins].join(
        ' and as ',
      )}, and an image is pinned by one digest (sha256:…)`,
    );
  }
  const isAllowed =
    registries.length === 0 ||
    registries.some(prefix => name.startsWith(prefix));
  if (!isAllowed) {
    throw new Error(
      `The image ${name} may not run here: mcpGateway.runtimes.kubernetes.registries has ${registries.join(
        ', ',
      )}`,
    );
  }
  return { image: `${name}@${digest}`, digest };
}

/** With its host, without its tag: the digest says more. */
function nameOf(text: string): string {
  const tagAt = text.indexOf(':', text.lastIndexOf('/') + 1);
  const parts = (tagAt < 0 ? text : text.slice(0, tagAt)).split('/');
  const hasHost = parts.length > 1 && /[.:]|^localhost$/.test(parts[0]);
  const [host, path] = hasHost
    ? [parts[0], parts.slice(1)]
    : [USUAL_HOST, parts.length === 1 ? ['library', ...parts] : parts];
  if (!HOST.test(host) || path.some(part => !PART.test(part))) {
    throw new Error(`'${text}' is no name of an image`);
  }
  return [host, ...path].join('/');
}
