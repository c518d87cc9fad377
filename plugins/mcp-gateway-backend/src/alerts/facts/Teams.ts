import type { AuthService } from '@backstage/backend-plugin-api';
import { RELATION_MEMBER_OF } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { LRUCache } from 'lru-cache';

const KEPT_MS = 10 * 60_000;
const AT_ONCE = 200;

/** The groups that people are members of themselves: those above them are too many people's to say anything. */
export class Teams {
  static create(options: { catalog: CatalogService; auth: AuthService }) {
    return new Teams(options);
  }

  readonly #options: Parameters<typeof Teams.create>[0];
  readonly #known = new LRUCache<string, readonly string[]>({
    ...{ max: 20_000, ttl: KEPT_MS },
  });

  private constructor(options: Parameters<typeof Teams.create>[0]) {
    this.#options = options;
  }

  /** Throws when the catalog cannot be asked: then is not the time to call anybody a stranger. */
  async of(refs: readonly string[]): Promise<Map<string, readonly string[]>> {
    const people = [...new Set(refs)].filter(ref => ref.startsWith('user:'));
    const asked = people.filter(ref => !this.#known.has(ref));
    const found = new Map<string, readonly string[]>();
    for (let at = 0; at < asked.length; at += AT_ONCE) {
      const entityRefs = asked.slice(at, at + AT_ONCE);
      const { auth, catalog } = this.#options;
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs, fields: ['kind', 'metadata', 'relations'] },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      entityRefs.forEach((ref, i) => {
        const groups = (items[i]?.relations ?? [])
          .filter(({ type }) => type === RELATION_MEMBER_OF)
          .map(({ targetRef }) => targetRef.toLocaleLowerCase('en-US'))
          .slice(0, 20);
        found.set(ref, groups);
        this.#known.set(ref, groups);
      });
    }
    for (const ref of people) {
      found.set(ref, found.get(ref) ?? this.#known.get(ref) ?? []);
    }
    return found;
  }
}
