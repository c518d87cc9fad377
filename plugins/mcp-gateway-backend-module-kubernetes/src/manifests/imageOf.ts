import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';

const DIGEST = /^sha256:[0-9a-f]{64}$/;
/** A host, which has a dot or a port, and a path: `docker.io` is no default that somebody approved. */
const IDENTIFIER =
  /^(?:localhost(?::\d+)?|[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+|\.[a-z0-9-]+)(?::\d+)?)(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$/;

/** The image of a package, pinned by its digest. @throws Error with a text for people where it is none, or not pinned. */
export function imageOf(
  wanted: HostedPackage,
  registries: readonly string[] = [],
): { image: string; digest: string } {
  const { registry, identifier } = wanted;
  if (registry !== 'oci') {
    throw new Error(
      `In Kubernetes servers run from images, and ${identifier} is a package of ${registry}. Build an image of it, or run it with the sandbox driver.`,
    );
  }
  if (!IDENTIFIER.test(identifier)) {
    throw new Error(
      `'${identifier}' is not the name of an image with its registry, such as registry.example.com/team/notes`,
    );
  }
  const digest = digestOf(wanted);
  if (!digest) {
    throw new Error(
      `The image ${identifier} is not pinned: what a tag names can change after the approval. Name its digest (sha256:…).`,
    );
  }
  const isAllowed =
    registries.length === 0 ||
    registries.some(prefix => identifier.startsWith(prefix));
  if (!isAllowed) {
    throw new Error(
      `Images of ${
        identifier.split('/')[0]
      } may not run here: mcpGateway.runtimes.kubernetes.registries has ${registries.join(
        ', ',
      )}`,
    );
  }
  return { image: `${identifier}@${digest}`, digest };
}

function digestOf(wanted: HostedPackage): string | undefined {
  const { digest, integrity }: { digest?: string; integrity?: string } = wanted;
  return [digest, integrity].find(
    value => value !== undefined && DIGEST.test(value),
  );
}
