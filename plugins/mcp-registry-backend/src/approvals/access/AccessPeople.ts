import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import {
  RELATION_CHILD_OF,
  RELATION_MEMBER_OF,
} from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { AccessFacts } from '@sallyport/backstage-plugin-mcp-registry-common';
import { LRUCache } from 'lru-cache';
import type { AccessRequestRecord } from '../../access/AccessRequestStore';
import type { ServerRecord } from '../../servers/ServerRecord';
import type { DataOwners } from '../reviews/DataOwners';

/** For lists and the schedule; decisions ask anew. */
const KEPT = { max: 10_000, ttl: 30_000 };
/** Groups above groups are followed so far. */
const MAX_LEVELS = 10;
const MAX_GROUPS = 500;

/** What the catalog says of those who are concerned. What is absent it does not say. */
export interface KnownPeople {
  requesterGroups?: string[];
  subjectGroups?: string[];
  /** The group right above the owner; `null` where there is none. */
  department?: string | null;
  dataOwners?: AccessFacts['dataOwners'];
}

/** The groups right above something: those of a person, the parent of a group. */
type Above = { readonly groups: readonly string[] };

/** What was asked of the catalog, just now or a moment ago. */
type Seen = Pick<Map<string, Above>, 'get' | 'has'> & {
  set(ref: string, above: Above): unknown;
};

/** Asks the catalog in which groups people are, what is above those, and who owns the systems behind a server. */
export class AccessPeople {
  static create(options: {
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
    dataOwners: Pick<DataOwners, 'of'>;
  }): AccessPeople {
    return new AccessPeople(options);
  }

  readonly #options: Parameters<typeof AccessPeople.create>[0];
  readonly #kept = new LRUCache<string, Above>(KEPT);

  private constructor(options: Parameters<typeof AccessPeople.create>[0]) {
    this.#options = options;
  }

  /** Never inside a transaction. What cannot be asked is absent, and so makes nothing easier. */
  async of(
    about: {
      request: Pick<AccessRequestRecord, 'requestedBy' | 'subject'>;
      server: ServerRecord;
    },
    options: { isFresh: boolean },
  ): Promise<KnownPeople> {
    const { request, server } = about;
    const { logger, dataOwners } = this.#options;
    const seen: Seen = options.isFresh ? new Map() : this.#kept;
    const owners = await dataOwners.of(server.facts.reaches, options);
    try {
      const [requesterGroups, subjectGroups, department] = await Promise.all([
        this.#chain(request.requestedBy, seen),
        request.subject.startsWith('group:')
          ? this.#chain(request.subject, seen)
          : undefined,
        this.#department(server.facts.owner, seen),
      ]);
      return {
        ...{ requesterGroups, subjectGroups, department },
        dataOwners: owners,
      };
    } catch (error) {
      logger.warn(
        `The catalog cannot be asked who asks for access to ${
          server.serverRef
        }: ${stringifyError(error)}`,
      );
      return { dataOwners: owners };
    }
  }

  async #department(
    owner: string,
    seen: Seen,
  ): Promise<string | null | undefined> {
    if (!owner.startsWith('group:')) return null;
    const above = (await this.#above([owner], seen)).get(owner);
    return above && (above.groups[0] ?? null);
  }

  /** Themselves, their groups, and what is above those; nothing where the catalog does not know them. */
  async #chain(ref: string, seen: Seen): Promise<string[] | undefined> {
    const found = new Set([ref]);
    let level = [ref];
    for (let depth = 0; depth <= MAX_LEVELS && level.length > 0; depth++) {
      const above = await this.#above(level, seen);
      if (depth === 0 && !above.has(ref)) return undefined;
      level = [...above.values()]
        .flatMap(({ groups }) => groups)
        .filter(group => !found.has(group));
      for (const group of level) found.add(group);
      if (found.size > MAX_GROUPS) return undefined;
    }
    return [...found];
  }

  async #above(
    refs: readonly string[],
    seen: Seen,
  ): Promise<Map<string, Above>> {
    const { catalog, auth } = this.#options;
    const asked = [...new Set(refs)].filter(ref => !seen.has(ref));
    if (asked.length > 0) {
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs: asked, fields: ['kind', 'metadata', 'relations'] },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      for (const [index, ref] of asked.entries()) {
        const entity = items[index];
        if (!entity) continue;
        const groups = (entity.relations ?? [])
          .filter(
            ({ type }) =>
              type === RELATION_MEMBER_OF || type === RELATION_CHILD_OF,
          )
          .map(({ targetRef }) => targetRef.toLocaleLowerCase('en-US'));
        seen.set(ref, { groups });
      }
    }
    return new Map(
      refs.flatMap(ref => {
        const above = seen.get(ref);
        return above ? [[ref, above] as const] : [];
      }),
    );
  }
}
