import { randomUUID } from 'node:crypto';
import { InputError } from '@backstage/errors';
import type { Clock } from '../access/Clock';
import { MAX_TOKENS_PER_CONSENT, MAX_TTL_MS } from './limits';
import type { Revocations } from './Revocations';
import type { TokenStore } from './TokenStore';

/** Tokens that the authorization server signs: written down before, so that they can be revoked like any other. */
export class ConsentTokens {
  static create(options: {
    store: TokenStore;
    revocations: Revocations;
    clock: Clock;
  }): ConsentTokens {
    return new ConsentTokens(options);
  }

  readonly #store: TokenStore;
  readonly #revocations: Revocations;
  readonly #clock: Clock;

  private constructor(options: Parameters<typeof ConsentTokens.create>[0]) {
    this.#store = options.store;
    this.#revocations = options.revocations;
    this.#clock = options.clock;
  }

  /** Writes down a token that is about to be signed. Returns its id, or why there may be none. */
  async record(options: {
    userEntityRef: string;
    serverRef: string;
    endpoint: string;
    client: string;
    consentId: string;
    catalogRead?: string;
    /** Milliseconds since the epoch. */
    expiresAt: number;
  }): Promise<{ tokenId: string } | 'ended' | 'too-many'> {
    const { consentId, expiresAt } = options;
    const now = this.#clock.now();
    // A second for the moment between the two clocks' readings.
    if (expiresAt - now > MAX_TTL_MS + 1000) {
      throw new InputError('A token lives an hour at most');
    }
    const held = await this.#store.countOf({ consent_id: consentId }, iso(now));
    if (held >= MAX_TOKENS_PER_CONSENT) return 'too-many';
    const tokenId = randomUUID();
    const isAdded = await this.#store.addUnderConsent(
      {
        id: tokenId,
        user_ref: options.userEntityRef,
        server_ref: options.serverRef,
        endpoint: options.endpoint,
        client: options.client.slice(0, 100),
        created_at: iso(now),
        expires_at: iso(expiresAt),
        catalog_read: options.catalogRead ?? null,
        consent_id: consentId,
      },
      now,
    );
    return isAdded ? { tokenId } : 'ended';
  }

  /** Ends every token of a person (those from the portal too), or of a consent. Returns how many there were, of each kind. */
  async revokeAll(
    whose: { userEntityRef: string } | { consentId: string },
  ): Promise<{ tokens: number; personalTokens: number }> {
    const rows = await this.#store.revokeAll(
      'consentId' in whose
        ? { consent_id: whose.consentId }
        : { user_ref: whose.userEntityRef },
      iso(this.#clock.now()),
    );
    for (const row of rows) {
      this.#revocations.add(row.id, Date.parse(row.expires_at));
    }
    const personalTokens = rows.filter(row => row.secret_hash !== null).length;
    return { tokens: rows.length - personalTokens, personalTokens };
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
