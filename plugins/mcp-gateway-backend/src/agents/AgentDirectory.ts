import type { AuthService } from '@backstage/backend-plugin-api';
import {
  type Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { LRUCache } from 'lru-cache';
import type { MembershipResolver } from '../access/types';
import { within } from '../access/within';
import type { AgentState } from './types';

/** Within this time a change of an agent's entity, or its sponsor's leaving, holds. */
const MAX_AGE_MS = 30_000;
const MAX_ENTRIES = 1_000;
const TIMEOUT_MS = 5_000;

/** What the catalog says of agents: that they are some, and who answers for them. */
export class AgentDirectory {
  static create(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    membership: MembershipResolver;
    /** How long an answer is used. */
    maxAgeMs?: number;
  }): AgentDirectory {
    return new AgentDirectory(options);
  }

  readonly #options: Parameters<typeof AgentDirectory.create>[0];
  readonly #known: LRUCache<string, AgentState>;

  private constructor(options: Parameters<typeof AgentDirectory.create>[0]) {
    this.#options = options;
    this.#known = new LRUCache({
      max: MAX_ENTRIES,
      ttl: Math.min(options.maxAgeMs ?? MAX_AGE_MS, MAX_AGE_MS),
      fetchMethod: async ref => await this.#ask(ref),
    });
  }

  /** Throws where the catalog cannot be asked. */
  async stateOf(ref: string): Promise<AgentState> {
    const known = this.#known.get(ref) ?? (await this.#known.fetch(ref));
    if (!known) throw new ServiceUnavailableError('The agent is not known yet');
    return known;
  }

  async #ask(ref: string): Promise<AgentState> {
    const { auth, catalog, membership } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const entity = await within(
      catalog.getEntityByRef(ref, { credentials }),
      TIMEOUT_MS,
    );
    if (entity?.spec?.type !== 'ai-agent') {
      return suspended('The catalog has no such agent');
    }
    const sponsor = sponsorOf(entity);
    if (!sponsor) return suspended('It has no sponsor (spec.sponsor)');
    return (await membership.resolve(sponsor))
      ? { kind: 'active', sponsor }
      : suspended('Its sponsor is not in the catalog (any more)');
  }
}

/** The person who answers for an agent: one, and no group, so that somebody does. */
function sponsorOf({ spec }: Entity): string | undefined {
  if (typeof spec?.sponsor !== 'string') return undefined;
  try {
    const ref = parseEntityRef(spec.sponsor, {
      defaultKind: 'user',
      defaultNamespace: 'default',
    });
    return ref.kind.toLocaleLowerCase('en-US') === 'user'
      ? stringifyEntityRef(ref)
      : undefined;
  } catch {
    return undefined;
  }
}

function suspended(why: string): AgentState {
  return { kind: 'suspended', why };
}
