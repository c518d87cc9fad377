import { InputError } from '@backstage/errors';
import type { z } from 'zod';
import { isSameVersion } from '../../contents/osv/compareVersions';
import { packageKey } from '../../contents/osv/packageKey';
import {
  fileSchema,
  metadataSchema,
  provenanceSchema,
  simpleSchema,
} from './pypiSchemas';
import { type RegistryHttp, RegistryUnreachable } from './RegistryHttp';
import { versionOfFile } from './versionOfFile';

const MAX_SIMPLE_BYTES = 32 * 1024 * 1024;
const MAX_METADATA_BYTES = 16 * 1024 * 1024;
const MAX_PROVENANCE_BYTES = 8 * 1024 * 1024;
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,198}[a-z0-9])?$/i;
const VERSION = /^[0-9a-z!.+_-]{1,100}$/i;
const SHA256 = /^[0-9a-f]{64}$/;

/** A file of a release. */
export interface PypiFile {
  readonly filename: string;
  /** Hexadecimal. Absent: the index does not say. */
  readonly sha256?: string;
  /** Servers that the gateway runs are installed from wheels alone. */
  readonly isWheel: boolean;
  /** Why its publisher has withdrawn it, or that they have. */
  readonly yanked?: string;
  /** ISO 8601. */
  readonly uploadedAt?: string;
  /** The index says that it has attestations of it. */
  readonly hasProvenance: boolean;
}

/** What an index has of a package. */
export interface PypiRelease {
  /** Of the version that was asked for; none: it is not there. */
  readonly files: readonly PypiFile[];
  /** When any file of any version came, ISO 8601. */
  readonly newestAt?: string;
  /** Of the project (PEP 792): `archived`, `deprecated`, `quarantined`. */
  readonly status?: string;
  readonly statusReason?: string;
}

/** What the publisher says of a version. */
export type PypiMetadata = z.infer<typeof metadataSchema>;

/** Attestations of a file, as the index hands them out. */
export type PypiProvenance = z.infer<typeof provenanceSchema>;

/** Asks an index of Python packages: Simple API (PEP 691), JSON API and Integrity API (PEP 740). */
export class PypiRegistry {
  static create(options: {
    url: URL;
    /** Of the Simple API; it ends with a slash. */
    simple: URL;
    username?: string;
    password?: string;
    http: RegistryHttp;
  }): PypiRegistry {
    return new PypiRegistry(options);
  }

  readonly #options: Parameters<typeof PypiRegistry.create>[0];

  private constructor(options: Parameters<typeof PypiRegistry.create>[0]) {
    this.#options = options;
  }

  get host(): string {
    return this.#options.url.host;
  }

  /** @returns `undefined` where there is no such project. */
  async findRelease(
    name: string,
    version: string,
    signal: AbortSignal,
  ): Promise<PypiRelease | undefined> {
    const { simple } = this.#options;
    const key = keyOf(name);
    const json = await this.#get(new URL(`${key}/`, simple), {
      accept: 'application/vnd.pypi.simple.v1+json',
      ...{ maxBytes: MAX_SIMPLE_BYTES, signal },
    });
    if (json === undefined) return undefined;
    const page = this.#read(simpleSchema, json);
    const dates = page.files.flatMap(file => dateOf(file['upload-time']) ?? []);
    const own = page.files.filter(({ filename }) => {
      const found = versionOfFile(filename, key);
      return found !== undefined && isSameVersion('PyPI', found, version);
    });
    const { status, reason } = page['project-status'] ?? {};
    return {
      files: own.map(file => toFile(this.#read(fileSchema, file))),
      newestAt: dates.sort().at(-1),
      ...(status && { status }),
      ...(reason && { statusReason: reason }),
    };
  }

  /** @returns `undefined` where it says nothing of that version: company indexes often have no such API. */
  async findMetadata(
    name: string,
    version: string,
    signal: AbortSignal,
  ): Promise<PypiMetadata | undefined> {
    const key = keyOf(name);
    const path = `pypi/${key}/${partOf(version)}/json`;
    const json = await this.#get(this.#address(path), {
      accept: 'application/json',
      ...{ maxBytes: MAX_METADATA_BYTES, signal },
    });
    if (json === undefined) return undefined;
    const metadata = this.#read(metadataSchema, json);
    if (packageKey('PyPI', metadata.info.name) !== key) {
      throw new RegistryUnreachable(`${this.host} answers for another project`);
    }
    return metadata;
  }

  /** @returns `undefined` where it has none of that file, or offers none at all. */
  async findProvenance(
    file: { name: string; version: string; filename: string },
    signal: AbortSignal,
  ): Promise<PypiProvenance | undefined> {
    const key = keyOf(file.name);
    const filename = encodeURIComponent(file.filename);
    const path = `integrity/${key}/${partOf(
      file.version,
    )}/${filename}/provenance`;
    const json = await this.#get(this.#address(path), {
      accept: 'application/vnd.pypi.integrity.v1+json',
      ...{ maxBytes: MAX_PROVENANCE_BYTES, signal },
    });
    return json === undefined ? undefined : this.#read(provenanceSchema, json);
  }

  #address(path: string): URL {
    const { href } = this.#options.url;
    return new URL(`${href.endsWith('/') ? href : `${href}/`}${path}`);
  }

  async #get(
    url: URL,
    question: { accept: string; maxBytes: number; signal: AbortSignal },
  ): Promise<unknown> {
    const { username, password, http } = this.#options;
    const { accept, ...bounds } = question;
    const basic = Buffer.from(`${username}:${password}`).toString('base64');
    const { status, body } = await http.get(url, {
      headers: {
        accept,
        ...(username && password && { authorization: `Basic ${basic}` }),
      },
      ...bounds,
    });
    if (status === 404) return undefined;
    if (status !== 200) {
      throw new RegistryUnreachable(
        `${url.host} refused with status ${status}`,
      );
    }
    try {
      return JSON.parse(body.toString('utf8')) as unknown;
    } catch {
      throw new RegistryUnreachable(`${url.host} answered with no JSON`);
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

function toFile(file: z.infer<typeof fileSchema>): PypiFile {
  const { filename, hashes, yanked } = file;
  const sha256 = Object.hasOwn(hashes, 'sha256')
    ? hashes.sha256.toLowerCase()
    : '';
  const uploadedAt = dateOf(file['upload-time']);
  return {
    filename,
    ...(SHA256.test(sha256) && { sha256 }),
    isWheel: filename.endsWith('.whl'),
    // An empty reason is one (PEP 592).
    ...(yanked !== undefined &&
      yanked !== null &&
      yanked !== false && {
        yanked: yanked === true || yanked === '' ? 'without a reason' : yanked,
      }),
    ...(uploadedAt && { uploadedAt }),
    hasProvenance: typeof file.provenance === 'string',
  };
}

/** @throws InputError for what is no name: it must not lead to another address. */
function keyOf(name: string): string {
  if (!NAME.test(name)) {
    throw new InputError(`“${name}” is no name of a package of PyPI.`);
  }
  return packageKey('PyPI', name);
}

function partOf(version: string): string {
  if (!VERSION.test(version) || /^\.+$/.test(version)) {
    throw new InputError(`“${version}” is no version of a package of PyPI.`);
  }
  return encodeURIComponent(version);
}

function dateOf(date: unknown): string | undefined {
  const at = typeof date === 'string' ? Date.parse(date) : NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
