import { InputError } from '@backstage/errors';
import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HOST = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;
const PATH = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const USUAL_HOST = 'docker.io';

/** An image as a definition names it, taken apart. */
export interface ImageReference {
  /** Of its registry, such as `ghcr.io`. */
  readonly host: string;
  /** With the host, without tag and digest. */
  readonly name: string;
  /** What has to be pulled where nothing is pinned. Absent: the digest says it. */
  readonly tag?: string;
  /** Where it is pinned already. */
  readonly digest?: string;
}

/** Whether a text is the digest of an image. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/**
 * Reads the image that a definition names: `identifier` is its name, `version` its tag or digest, `integrity` the digest that
 * was approved.
 *
 * @throws InputError, in words for whoever writes definitions.
 */
export function readImageReference(wanted: HostedPackage): ImageReference {
  const { identifier, version, integrity } = wanted;
  const [text, ...digests] = identifier.split('@');
  const tagAt = text.indexOf(':', text.lastIndexOf('/') + 1);
  const bare = tagAt < 0 ? text : text.slice(0, tagAt);
  const [first, ...others] = bare.split('/');
  const hasHost = others.length > 0 && /[.:[]|^localhost$/.test(first);
  const path = hasHost ? others : [first, ...others];
  const host = hasHost ? first.toLowerCase() : USUAL_HOST;
  if (!HOST.test(host) || path.some(part => !PATH.test(part))) {
    throw new InputError(`'${identifier}' is no name of an image`);
  }
  const tags = [
    ...(tagAt < 0 ? [] : [text.slice(tagAt + 1)]),
    ...(isDigest(version) ? [] : [version]),
  ];
  const pins = [
    ...digests,
    ...(isDigest(version) ? [version] : []),
    ...(integrity === undefined ? [] : [integrity]),
  ];
  for (const tag of tags) {
    if (!TAG.test(tag)) throw new InputError(`'${tag}' is no tag of an image`);
  }
  for (const pin of pins) {
    if (!isDigest(pin)) {
      throw new InputError(
        `${identifier} is pinned as '${pin}', and an image is pinned by its digest (sha256:…)`,
      );
    }
  }
  if (new Set(tags).size > 1 || new Set(pins).size > 1) {
    throw new InputError(
      `${identifier} ${version} names two tags or two digests of an image`,
    );
  }
  const isLibrary = host === USUAL_HOST && path.length === 1;
  return {
    host,
    name: [host, ...(isLibrary ? ['library'] : []), ...path].join('/'),
    ...(tags.length > 0 && { tag: tags[0] }),
    ...(pins.length > 0 && { digest: pins[0] }),
  };
}
