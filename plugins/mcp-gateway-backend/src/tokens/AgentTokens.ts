import { randomUUID } from 'node:crypto';
import type { Clock } from '../access/Clock';
import { MAX_TTL_MS } from './limits';
import type { Revocations } from './Revocations';
import type { TokenSigner } from './TokenSigner';
import type { TokenStore } from './TokenStore';

/** Tokens that agents hold: under their own name, or for a person. */
export class AgentTokens {
  static create(options: {
    store: TokenStore;
    signer: TokenSigner;
    revocations: Revocations;
    clock: Clock;
  }): AgentTokens {
    return new AgentTokens(options);
  }

  readonly #options: Parameters<typeof AgentTokens.create>[0];

  private constructor(options: Parameters<typeof AgentTokens.create>[0]) {
    this.#options = options;
  }

  /** A new one. Whether the agent may have it is for the caller to decide. */
  async create(options: {
    /** The agent itself, or the person it acts for. */
    userEntityRef: string;
    actorRef: string;
    serverRef: string;
    endpoint: string;
    expiresAt: number;
  }): Promise<{ token: string; expiresAt: number }> {
    const { store, signer, clock } = this.#options;
    const { userEntityRef, actorRef, endpoint, serverRef } = options;
    const now = clock.now();
    const latest = Math.min(options.expiresAt, now + MAX_TTL_MS);
    const expiresAt = Math.floor(latest / 1000) * 1000;
    const tokenId = randomUUID();
    const token = await signer.sign({
      ...{ tokenId, userEntityRef, actorRef, endpoint, expiresAt },
      issuedAt: now,
    });
    await store.add({
      id: tokenId,
      user_ref: userEntityRef,
      actor_ref: actorRef,
      server_ref: serverRef,
      endpoint,
      client: actorRef.slice(0, 100),
      created_at: new Date(now).toISOString(),
      expires_at: new Date(expiresAt).toISOString(),
      catalog_read: null,
    });
    return { token, expiresAt };
  }

  /** Ends what an agent holds for a person. */
  async revoke(userEntityRef: string, actorRef: string): Promise<void> {
    const { store, revocations, clock } = this.#options;
    const rows = await store.revokeAll(
      { user_ref: userEntityRef, actor_ref: actorRef },
      new Date(clock.now()).toISOString(),
    );
    for (const row of rows) {
      revocations.add(row.id, Date.parse(row.expires_at));
    }
  }
}
