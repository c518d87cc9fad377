import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  type RegistryAnswer,
  type RegistryHttp,
  RegistryUnreachable,
} from './RegistryHttp';
import { answerChallenge } from './answerChallenge';

const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const MAX_BLOB_BYTES = 8 * 1024 * 1024;
const REFERENCE = /^(?:sha256:[0-9a-f]{64}|[A-Za-z0-9_][A-Za-z0-9._-]{0,127})$/;
const INDEX = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const ACCEPT = [
  ...INDEX,
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const descriptorSchema = z.object({
  mediaType: z.string().max(300).optional(),
  artifactType: z.string().max(300).optional(),
  digest: z.string().max(200),
  annotations: z.record(z.string(), z.string()).optional(),
  platform: z
    .object({ os: z.string(), architecture: z.string() })
    .optional()
    .catch(undefined),
});
const manifestSchema = z.object({
  mediaType: z.string().max(300).optional(),
  config: descriptorSchema.optional(),
  layers: z.array(descriptorSchema).max(500).optional(),
  manifests: z.array(descriptorSchema).max(500).optional(),
});

/** What lies behind a digest. */
export type OciDescriptor = z.infer<typeof descriptorSchema>;

/** A manifest, or an index of manifests. */
export type OciManifest = z.infer<typeof manifestSchema> & {
  /** Of the bytes that were read, whatever the registry says. */
  readonly digest: string;
};

/** Who asks a registry of images. */
export interface OciRegistryOptions {
  /** Where its API is: `https://ghcr.io`. */
  readonly url: URL;
  readonly username?: string;
  readonly password?: string;
  readonly http: RegistryHttp;
}

/** Asks a registry of images (OCI distribution). */
export class OciRegistry {
  static create(options: OciRegistryOptions): OciRegistry {
    return new OciRegistry(options);
  }

  readonly #options: OciRegistryOptions;

  private constructor(options: OciRegistryOptions) {
    this.#options = options;
  }

  get host(): string {
    return this.#options.url.host;
  }

  /**
   * @param reference - a tag or a digest
   * @returns `undefined` where there is none.
   */
  async findManifest(
    path: string,
    reference: string,
    signal: AbortSignal,
  ): Promise<OciManifest | undefined> {
    const body = await this.#get(
      `v2/${path}/manifests/${this.#checked(reference)}`,
      { maxBytes: MAX_MANIFEST_BYTES, signal },
      ACCEPT,
    );
    if (body === undefined) return undefined;
    return { ...this.#read(manifestSchema, body), digest: digestOf(body) };
  }

  /** @throws RegistryUnreachable where it is not there, or is something else than its digest says. */
  async readBlob(
    path: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<unknown> {
    return this.#read(z.unknown(), await this.readBytes(path, digest, signal));
  }

  /** See {@link readBlob}. */
  async readBytes(
    path: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<Buffer> {
    const body = await this.#get(`v2/${path}/blobs/${this.#checked(digest)}`, {
      maxBytes: MAX_BLOB_BYTES,
      signal,
    });
    if (body === undefined || digestOf(body) !== digest) {
      throw new RegistryUnreachable(
        `${this.host} does not have what its manifest names (${digest.slice(
          0,
          20,
        )}…)`,
      );
    }
    return body;
  }

  /** What refers to a digest: signatures, statements. By the API for it, or by the tag that stands in for it. */
  async findReferrers(
    path: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<OciDescriptor[]> {
    const options = { maxBytes: MAX_MANIFEST_BYTES, signal };
    const body = await this.#get(`v2/${path}/referrers/${digest}`, options);
    if (body !== undefined) {
      return this.#read(manifestSchema, body).manifests ?? [];
    }
    const index = await this.findManifest(
      path,
      digest.replace(':', '-'),
      signal,
    );
    return index?.manifests ?? [];
  }

  /** Names of contents come from manifests of strangers, and become parts of addresses. */
  #checked(reference: string): string {
    if (REFERENCE.test(reference)) return reference;
    throw new RegistryUnreachable(
      `${this.host} names something that is no digest`,
    );
  }

  async #get(
    path: string,
    options: { maxBytes: number; signal: AbortSignal },
    accept = 'application/vnd.oci.image.index.v1+json, */*',
  ): Promise<Buffer | undefined> {
    const { url, http } = this.#options;
    const address = new URL(`/${path}`, url);
    const ask = (authorization?: string) =>
      http.get(address, {
        headers: { accept, ...(authorization && { authorization }) },
        ...options,
      });
    let answer: RegistryAnswer = await ask();
    if (answer.status === 401) {
      answer = await ask(
        await answerChallenge({
          ...this.#options,
          challenge: answer.headers.get('www-authenticate') ?? '',
          signal: options.signal,
        }),
      );
    }
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) {
      throw new RegistryUnreachable(
        `${this.host} refused with status ${answer.status}`,
      );
    }
    return answer.body;
  }

  #read<T extends z.ZodType>(schema: T, body: Buffer): z.infer<T> {
    try {
      return schema.parse(JSON.parse(body.toString('utf8')));
    } catch {
      throw new RegistryUnreachable(
        `${this.host} answered in a form that is not understood`,
      );
    }
  }
}

/** Whether a manifest is a list of manifests for several platforms. */
export function isIndex(manifest: OciManifest): boolean {
  return (
    manifest.manifests !== undefined || INDEX.includes(manifest.mediaType ?? '')
  );
}

function digestOf(body: Buffer): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
