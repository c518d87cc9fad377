import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { readImageReference } from '@sallyport/backstage-plugin-mcp-gateway-node';

/**
 * The image of a package, pinned by its digest: `integrity` says it, or `version`, or the identifier itself.
 *
 * @throws Error with a text for people where it is none, or not pinned.
 */
export function imageOf(
  wanted: HostedPackage,
  registries: readonly string[] = [],
): { image: string; digest: string } {
  const { registry, identifier } = wanted;
  if (registry !== 'oci') {
    throw new Error(
      `In Kubernetes servers run from images (registry: oci), and ${identifier} is a package of ${registry}. Make an image of it, or run it with the driver sandbox or docker.`,
    );
  }
  const { name, digest } = readImageReference(wanted);
  if (digest === undefined) {
    throw new Error(
      `The image ${identifier} is not pinned, and what a tag names can change after the approval. Name its digest as version (sha256:…).`,
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
