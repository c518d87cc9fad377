import { InputError } from '@backstage/errors';

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HOST = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/;
const PART = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const USUAL_HOST = 'docker.io';

/** An image as a definition names it. */
export interface ImageName {
  /** Of its registry: `ghcr.io`. */
  readonly host: string;
  /** Its path there: `acme/orders`. */
  readonly path: string;
  readonly tag?: string;
  /** All that it is pinned by: two are a contradiction. */
  readonly digests: readonly string[];
}

/** Whether a text is the digest of an image. */
export function isImageDigest(text: string): boolean {
  return DIGEST.test(text);
}

/**
 * Reads the image that a definition names.
 *
 * @throws InputError where it names none.
 */
export function readImageName(wanted: {
  identifier: string;
  version: string;
  integrity?: string;
}): ImageName {
  const { identifier, version, integrity } = wanted;
  const [text, ...pinned] = identifier.split('@');
  const tagAt = text.indexOf(':', text.lastIndexOf('/') + 1);
  const bare = tagAt < 0 ? text : text.slice(0, tagAt);
  const [first, ...others] = bare.split('/');
  const hasHost = others.length > 0 && /[.:[]|^localhost$/.test(first);
  const host = hasHost ? first.toLowerCase() : USUAL_HOST;
  const parts = hasHost ? others : [first, ...others];
  const isTag = !isImageDigest(version);
  const digests = new Set([
    ...pinned,
    ...(isTag ? [] : [version]),
    ...(integrity === undefined ? [] : [integrity]),
  ]);
  const tags = new Set([
    ...(isTag ? [version] : []),
    ...(tagAt < 0 ? [] : [text.slice(tagAt + 1)]),
  ]);
  const isWhole =
    HOST.test(host) &&
    parts.every(part => PART.test(part)) &&
    [...tags].every(tag => TAG.test(tag)) &&
    tags.size <= 1 &&
    [...digests].every(isImageDigest);
  if (!isWhole) {
    throw new InputError(
      `“${identifier} ${version}” names no image, or its pin is no digest (sha256:…).`,
    );
  }
  const isLibrary = host === USUAL_HOST && parts.length === 1;
  const [tag] = tags;
  return {
    host,
    path: [...(isLibrary ? ['library'] : []), ...parts].join('/'),
    ...(tag !== undefined && { tag }),
    digests: [...digests],
  };
}
