import type { AuthService } from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Knex } from 'knex';
import { systemClock, type Clock } from '../access/Clock';
import type { MembershipResolver } from '../access/types';
import { PATHS } from '../authorization-server/paths';
import { StateStore } from '../authorization-server/StateStore';
import type { EgressGuard } from '../egress/EgressGuard';
import {
  createTokenFetch,
  type TokenFetch,
} from '../exchange/createTokenFetch';
import type { TokenService } from '../tokens/TokenService';
import { AgentAuthentication } from './AgentAuthentication';
import { AgentDirectory } from './AgentDirectory';
import { AgentGrants } from './AgentGrants';
import { AgentStore } from './AgentStore';
import { standingOf } from './standingOf';
import type { AgentSettings, AgentState } from './types';

/** A person's leave for an agent, as they see it. */
export interface AgentConsentInfo {
  agentRef: string;
  /** ISO 8601 */
  grantedAt: string;
  expiresAt: string;
}

/** The company's agents: who they are, what they get, whom they may act for. */
export class Agents {
  static create(options: {
    settings: AgentSettings;
    publicUrl: string;
    database: Knex;
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    membership: MembershipResolver;
    guard: EgressGuard;
    tokens: TokenService;
    clock?: Clock;
  }): Agents {
    return new Agents(options);
  }

  readonly directory: AgentDirectory;
  readonly grants: AgentGrants;
  readonly #options: Parameters<typeof Agents.create>[0];
  readonly #store: AgentStore;
  readonly #clock: Clock;
  readonly #fetch: TokenFetch;

  private constructor(options: Parameters<typeof Agents.create>[0]) {
    const { settings, publicUrl, tokens, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#store = AgentStore.create(options);
    this.#fetch = createTokenFetch(options);
    this.directory = AgentDirectory.create(options);
    this.grants = AgentGrants.create({
      ...{ settings, publicUrl, clock },
      directory: this.directory,
      store: this.#store,
      tokens: tokens.ofAgents,
      verifier: tokens,
      authentication: AgentAuthentication.create({
        ...{ settings, clock },
        issuer: publicUrl,
        tokenEndpoint: `${publicUrl}${PATHS.token}`,
        state: StateStore.create(options),
        fetch: this.#fetch,
      }),
    });
  }

  /** Whether an agent may call under its own name now, as far as it is itself concerned. */
  async stateOf(agentRef: string): Promise<AgentState> {
    const { settings } = this.#options;
    const isKnown = settings.clients.some(({ ref }) => ref === agentRef);
    if (!isKnown) {
      return { kind: 'suspended', why: 'It has no way to sign in here' };
    }
    return await standingOf(agentRef, {
      directory: this.directory,
      store: this.#store,
      settings,
      now: this.#clock.now(),
    });
  }

  /** Whom a person lets act for them. */
  async consentsOf(userEntityRef: string): Promise<AgentConsentInfo[]> {
    const now = this.#clock.now();
    const rows = await this.#store.consentsOf(userEntityRef, now);
    return rows.map(row => ({
      agentRef: row.agent_ref,
      grantedAt: new Date(row.granted_at).toISOString(),
      expiresAt: new Date(row.expires_at).toISOString(),
    }));
  }

  /** Lets an agent act for a person, within what both may. */
  async consent(userEntityRef: string, agentRef: string): Promise<void> {
    const { settings } = this.#options;
    const isKnown = settings.clients.some(({ ref }) => ref === agentRef);
    if (!settings.mayActForPeople || !isKnown) {
      throw new NotFoundError('There is no such agent that acts for people');
    }
    const state = await this.directory.stateOf(agentRef);
    if (state.kind === 'suspended') throw new NotAllowedError(state.why);
    const now = this.#clock.now();
    await this.#store.consent({
      user_ref: userEntityRef,
      agent_ref: agentRef,
      granted_at: now,
      expires_at: now + settings.consentMs,
    });
  }

  /** Ends it, and what the agent holds for the person: within two seconds on all replicas. */
  async withdraw(userEntityRef: string, agentRef: string): Promise<void> {
    const count = await this.#store.withdraw({
      user_ref: userEntityRef,
      agent_ref: agentRef,
    });
    await this.#options.tokens.ofAgents.revoke(userEntityRef, agentRef);
    if (count === 0) throw new NotFoundError('You have not allowed this agent');
  }

  /** Ends all of a person's. Returns how many there were. */
  async withdrawAll(userEntityRef: string): Promise<number> {
    return await this.#store.withdraw({ user_ref: userEntityRef });
  }

  /** An agent that was idle may go on: its sponsor says so. */
  async resume(userEntityRef: string, agentRef: string): Promise<void> {
    const state = await this.directory.stateOf(agentRef);
    if (state.kind === 'suspended' || state.sponsor !== userEntityRef) {
      throw new NotFoundError('You are not the sponsor of such an agent');
    }
    await this.#store.see(agentRef, this.#clock.now());
  }

  async close(): Promise<void> {
    await this.#fetch.close();
  }
}
