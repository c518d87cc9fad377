import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  type ImageReference,
  readImageReference,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { EngineClient } from '../engine/EngineClient';
import { EngineError } from '../engine/EngineError';
import type { DockerSettings } from '../settings/DockerSettings';
import { type EngineImage, imageId, imageSchema } from './imageSchema';
import { pullImage } from './pullImage';
import { registryAuth } from './registryAuth';

/** An image that is there, and is what was pinned. */
export interface PinnedImage {
  /** Digest of its content; what containers are made of. */
  readonly id: string;
  /** What it is pinned by: the digest at its registry, or the id of one that is on this machine alone. */
  readonly integrity: string;
  readonly image: EngineImage;
}

/** Brings images, each by its digest. */
export class Images {
  static create(options: {
    client: EngineClient;
    settings: Pick<DockerSettings, 'images'>;
  }): Images {
    return new Images(options);
  }

  readonly #client: EngineClient;
  readonly #settings: DockerSettings['images'];

  private constructor({
    client,
    settings,
  }: Parameters<typeof Images.create>[0]) {
    this.#client = client;
    this.#settings = settings.images;
  }

  /**
   * @throws InputError, and Error with a text for people, where it cannot be had or is not what was pinned.
   */
  async pin(
    wanted: HostedPackage,
    options: { signal?: AbortSignal } = {},
  ): Promise<PinnedImage> {
    const reference = readImageReference(wanted);
    const pinned =
      (await this.#onMachine(reference)) ??
      (await this.#pull(reference, options.signal));
    this.#check(pinned, reference);
    return pinned;
  }

  /** An image by its id, as containers are made of it; undefined where it is gone. */
  async find(text: string): Promise<EngineImage | undefined> {
    try {
      return await this.#client.json(
        { method: 'GET', path: `/images/${encodeURIComponent(text)}/json` },
        imageSchema,
      );
    } catch (error) {
      if (error instanceof EngineError && error.status === 404)
        return undefined;
      throw error;
    }
  }

  /** What is pinned and there needs no registry. A tag does: it may have moved. */
  async #onMachine(
    reference: ImageReference,
  ): Promise<PinnedImage | undefined> {
    const { name, tag, digest } = reference;
    if (digest !== undefined) {
      const byDigest = await this.find(`${name}@${digest}`);
      if (byDigest) return pinnedBy(byDigest, digest);
      const byId = await this.find(digest);
      return byId && imageId(byId) === digest
        ? pinnedBy(byId, digest)
        : undefined;
    }
    if (!this.#settings.local) return undefined;
    const byTag = await this.find(`${name}:${tag}`);
    // One that came from a registry is asked for there, and pinned by the digest that others see too.
    return byTag && byTag.RepoDigests.length === 0
      ? pinnedBy(byTag, imageId(byTag))
      : undefined;
  }

  async #pull(
    reference: ImageReference,
    signal?: AbortSignal,
  ): Promise<PinnedImage> {
    const { host, name, tag, digest } = reference;
    const registry = this.#settings.registries.find(one => one.host === host);
    if (!registry) {
      throw new Error(
        `The image ${name} is not on this machine, and mcpGateway.runtimes.docker.images.registries does not name ${host}.`,
      );
    }
    const wanted = digest ? `${name}@${digest}` : `${name}:${tag}`;
    await pullImage({
      client: this.#client,
      reference: wanted,
      headers: await registryAuth(registry),
      ...this.#settings,
      ...(signal && { signal }),
    });
    const image = await this.find(wanted);
    const found = image && repoDigest(image, name);
    if (!image || !found) {
      throw new Error(`The engine does not say which digest ${wanted} has`);
    }
    return pinnedBy(image, found);
  }

  #check({ image, integrity }: PinnedImage, reference: ImageReference): void {
    const { name, digest } = reference;
    if (digest !== undefined && digest !== integrity) {
      throw new Error(
        `${name} is ${integrity}, and ${digest} was approved. Approve it anew.`,
      );
    }
    if (image.Os !== 'linux') {
      throw new Error(`${name} is an image for ${image.Os}, not for Linux`);
    }
    if (image.Size > this.#settings.maxBytes) {
      throw new Error(
        `${name} has ${image.Size} bytes, more than mcpGateway.runtimes.docker.images.maxBytes allows`,
      );
    }
  }
}

function pinnedBy(image: EngineImage, integrity: string): PinnedImage {
  return { id: imageId(image), integrity, image };
}

/** Docker leaves out of names what is usual; digests say what is meant. */
function repoDigest(image: EngineImage, name: string): string | undefined {
  const short = [name, name.replace(/^docker\.io\/(?:library\/)?/, '')];
  return image.RepoDigests.map(text => text.split('@'))
    .filter(([repository]) => short.includes(repository))
    .map(([, digest]) => digest)
    .find(Boolean);
}
