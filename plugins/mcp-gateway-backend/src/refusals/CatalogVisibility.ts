import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { LRUCache } from 'lru-cache';
import { within } from '../access/within';
import { applyCatalogConditions } from './applyCatalogConditions';
import { catalogReadSchema } from './catalogReadSchema';
import type { Visibility } from './Visibility';

/** Within this time a change of what somebody may see in the catalog holds. */
const MAX_AGE_MS = 10_000;
const MAX_ENTRIES = 10_000;
const MAX_UNDER_WAY = 64;
const TIMEOUT_MS = 2_000;

/** Where the policy's word about a token's holder is kept, since the token was issued. */
export interface CatalogReads {
  catalogReadOf(tokenId: string): Promise<string | undefined>;
}

/**
 * Who may know of a server: whom the catalog lets read it. The policy's decision about a person comes with their token
 * (docs/adr/0007); its conditions are applied by the catalog, to the entity as it is now. Whatever cannot be found
 * out in time is a no: the person is told that there is no such server.
 */
export class CatalogVisibility implements Visibility {
  static create(options: {
    reads: CatalogReads;
    auth: AuthService;
    catalog: CatalogService;
    discovery: DiscoveryService;
    timeoutMs?: number;
  }): CatalogVisibility {
    return new CatalogVisibility(options);
  }

  readonly #options: Parameters<typeof CatalogVisibility.create>[0];
  readonly #answers: LRUCache<string, { mayKnow: boolean }, Question>;
  readonly #timeoutMs: number;
  #underWay = 0;

  private constructor(options: Parameters<typeof CatalogVisibility.create>[0]) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#answers = new LRUCache({
      max: MAX_ENTRIES,
      ttl: MAX_AGE_MS,
      // Failures throw, and what threw is not kept; questions of the same kind share one answer.
      fetchMethod: async (_key, _stale, { context, signal }) => ({
        mayKnow: await this.#ask(context, signal),
      }),
    });
  }

  async mayKnow(question: {
    tokenId: string | undefined;
    serverRef: string;
  }): Promise<boolean> {
    const { tokenId, serverRef } = question;
    if (tokenId === undefined) return false;
    const context = { tokenId, serverRef };
    const key = JSON.stringify([tokenId, serverRef]);
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    try {
      const answer = await this.#answers.fetch(key, {
        context,
        signal: timeout,
      });
      return answer?.mayKnow === true;
    } catch {
      return false;
    }
  }

  async #ask(question: Question, signal: AbortSignal): Promise<boolean> {
    if (this.#underWay >= MAX_UNDER_WAY) {
      throw new Error('Too many questions to the catalog are under way');
    }
    this.#underWay += 1;
    try {
      return await within(this.#decide(question, signal), this.#timeoutMs);
    } finally {
      this.#underWay -= 1;
    }
  }

  async #decide(
    { tokenId, serverRef }: Question,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { reads, auth, catalog, discovery } = this.#options;
    const kept = await reads.catalogReadOf(tokenId);
    const decision = catalogReadSchema.parse(kept && JSON.parse(kept));
    switch (decision.result) {
      case AuthorizeResult.ALLOW: {
        const entity = await catalog.getEntityByRef(serverRef, {
          credentials: await auth.getOwnServiceCredentials(),
        });
        return entity?.spec?.type === 'mcp-server';
      }
      case AuthorizeResult.CONDITIONAL:
        return await applyCatalogConditions({
          auth,
          discovery,
          entityRef: serverRef,
          conditions: decision.conditions,
          signal,
        });
      case AuthorizeResult.DENY:
        return false;
      default:
        return decision satisfies never;
    }
  }
}

interface Question {
  tokenId: string;
  serverRef: string;
}
