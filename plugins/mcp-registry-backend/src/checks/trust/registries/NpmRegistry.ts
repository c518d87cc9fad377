import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { type RegistryHttp, RegistryUnreachable } from './RegistryHttp';

const MAX_PACKUMENT_BYTES = 32 * 1024 * 1024;
const MAX_ATTESTATION_BYTES = 8 * 1024 * 1024;
const MAX_ATTESTATIONS = 20;
const NAME = /^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/;

const text = z.string().max(5000);
const person = z.union([text, z.object({ name: text.optional() })]);
const license = z.union([text, z.object({ type: text })]);

/** What a version's manifest says, as far as it is looked at. Fields that do not fit are taken as absent. */
const versionSchema = z.object({
  license: license.optional().catch(undefined),
  repository: z
    .union([text, z.object({ url: text })])
    .optional()
    .catch(undefined),
  mcpName: text.optional().catch(undefined),
  deprecated: z.union([text, z.boolean()]).optional().catch(undefined),
  maintainers: z.array(person).max(1000).optional().catch(undefined),
  dist: z
    .object({
      integrity: text.optional(),
    })
    .optional()
    .catch(undefined),
});

const packumentSchema = z.object({
  versions: z.record(z.string(), z.unknown()),
  time: z.record(z.string(), z.unknown()).optional(),
  maintainers: z.array(person).max(1000).optional().catch(undefined),
});

/** What the registry says of one version. */
export type NpmVersion = z.infer<typeof versionSchema>;

/** What the registry says of a package. */
export interface NpmPackage {
  /** Absent: there is no such version. */
  readonly version?: NpmVersion;
  /** ISO 8601. */
  readonly publishedAt?: string;
  /** When any version came out last. */
  readonly newestAt?: string;
  readonly maintainers: number;
  readonly versions: number;
}

const attestationsSchema = z.object({
  attestations: z
    .array(z.object({ predicateType: text, bundle: z.unknown() }))
    .max(MAX_ATTESTATIONS),
});

/** A signature as the registry hands it out. */
export type NpmAttestation = z.infer<
  typeof attestationsSchema
>['attestations'][number];

/** Asks a registry of npm. */
export class NpmRegistry {
  static create(options: {
    url: URL;
    token?: string;
    http: RegistryHttp;
  }): NpmRegistry {
    return new NpmRegistry(options);
  }

  readonly #options: Parameters<typeof NpmRegistry.create>[0];

  private constructor(options: Parameters<typeof NpmRegistry.create>[0]) {
    this.#options = options;
  }

  get host(): string {
    return this.#options.url.host;
  }

  /** @returns `undefined` where there is no such package. */
  async findPackage(
    name: string,
    version: string,
    signal: AbortSignal,
  ): Promise<NpmPackage | undefined> {
    const json = await this.#get(escape(name), MAX_PACKUMENT_BYTES, signal);
    if (json === undefined) return undefined;
    const packument = this.#read(packumentSchema, json);
    const { versions, time = {} } = packument;
    const found = Object.hasOwn(versions, version)
      ? this.#read(versionSchema, versions[version])
      : undefined;
    const dates = Object.keys(versions).flatMap(key => dateOf(time, key) ?? []);
    return {
      version: found,
      publishedAt: dateOf(time, version),
      newestAt: dates.sort().at(-1),
      maintainers: (found?.maintainers ?? packument.maintainers ?? []).length,
      versions: Object.keys(versions).length,
    };
  }

  /** @returns none where the registry has none for this version, or offers none at all. */
  async findAttestations(
    name: string,
    version: string,
    signal: AbortSignal,
  ): Promise<NpmAttestation[]> {
    const path = `-/npm/v1/attestations/${escape(name)}@${encodeURIComponent(
      version,
    )}`;
    const json = await this.#get(path, MAX_ATTESTATION_BYTES, signal);
    if (json === undefined) return [];
    return this.#read(attestationsSchema, json).attestations;
  }

  async #get(
    path: string,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { url, token, http } = this.#options;
    const base = url.href.endsWith('/') ? url.href : `${url.href}/`;
    const { status, body } = await http.get(new URL(`${base}${path}`), {
      headers: {
        accept: 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...{ maxBytes, signal },
    });
    if (status === 404) return undefined;
    if (status !== 200) {
      throw new RegistryUnreachable(
        `${this.host} refused with status ${status}`,
      );
    }
    try {
      return JSON.parse(body.toString('utf8')) as unknown;
    } catch {
      throw new RegistryUnreachable(`${this.host} answered with no JSON`);
    }
  }

  #read<T extends z.ZodType>(schema: T, json: unknown): z.infer<T> {
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    const [{ path, message }] = parsed.error.issues;
    throw new RegistryUnreachable(
      `${this.host} answered in a form that is not understood: ${path.join(
        '.',
      )}: ${message}`.slice(0, 300),
    );
  }
}

/**
 * `@acme/orders` is one part of a path: `@acme%2Forders`.
 *
 * @throws InputError for what is no name: it must not lead to another address.
 */
function escape(name: string): string {
  if (!NAME.test(name)) {
    throw new InputError(`“${name}” is no name of a package of npm.`);
  }
  return encodeURIComponent(name).replace(/^%40/, '@');
}

function dateOf(
  time: Record<string, unknown>,
  version: string,
): string | undefined {
  const date = Object.hasOwn(time, version) ? time[version] : undefined;
  const at = typeof date === 'string' ? Date.parse(date) : NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
