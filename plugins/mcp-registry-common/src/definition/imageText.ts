/** A package of images, as other formats write it in one text: `ghcr.io/acme/orders:1.2.0@sha256:…`. */
export interface ImagePackage {
  identifier: string;
  version: string;
  integrity?: string;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Writes the image of a package. */
export function imageText(image: ImagePackage): string {
  const { identifier, version, integrity } = image;
  const isPinned = identifier.includes('@');
  const bare = isPinned ? identifier : identifierAndTag(identifier, version);
  return integrity && !isPinned && !bare.includes('@')
    ? `${bare}@${integrity}`
    : bare;
}

/** Reads it again. An image without a tag is `latest`, which is what everybody else takes it for. */
export function readImageText(text: string): ImagePackage {
  const [name, ...digests] = text.split('@');
  const integrity = digests.join('@') || undefined;
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  const identifier = colon < 0 ? name : name.slice(0, colon);
  const tag = colon < 0 ? undefined : name.slice(colon + 1);
  return {
    identifier,
    version: tag || integrity || 'latest',
    ...(integrity && tag && { integrity }),
  };
}

function identifierAndTag(identifier: string, version: string): string {
  if (DIGEST.test(version)) return `${identifier}@${version}`;
  const hasTag = identifier.indexOf(':', identifier.lastIndexOf('/') + 1) >= 0;
  return hasTag ? identifier : `${identifier}:${version}`;
}
