import { ConflictError, InputError } from '@backstage/errors';
import type { CheckManifest } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RevisionCheck } from '@sallyport/backstage-plugin-mcp-registry-node';

const ID = /^[a-z][a-z0-9-]{0,59}$/;

/** The checks that there are. */
export class CheckCatalog {
  static create(): CheckCatalog {
    return new CheckCatalog();
  }

  readonly #checks = new Map<string, RevisionCheck>();

  private constructor() {}

  /** @throws where its manifest cannot be kept, or its id is taken. */
  add(check: RevisionCheck): void {
    const { id, version } = check.manifest;
    if (!ID.test(id)) {
      throw new InputError(
        `“${id}” is no id of a check: small letters, digits and hyphens, at most 60`,
      );
    }
    if (!version || version.length > 40) {
      throw new InputError(
        `The check ${id} needs a version of 1 to 40 letters`,
      );
    }
    if (this.#checks.has(id)) {
      throw new ConflictError(`There are two checks called ${id}`);
    }
    this.#checks.set(id, check);
  }

  get(id: string): RevisionCheck | undefined {
    return this.#checks.get(id);
  }

  manifests(): CheckManifest[] {
    return [...this.#checks.values()].map(({ manifest }) => manifest);
  }
}
