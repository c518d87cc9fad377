import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { Clock } from '../access/Clock';
import type { ConsentTokens } from '../tokens/ConsentTokens';
import type { BrowserFamily } from './browserFamily';
import type { ClientInfo } from './ClientInfo';
import { type ConsentRow, ConsentStore } from './ConsentStore';
import { idOf } from './idOf';
import type { RedirectTarget } from './redirectTarget';
import { type ConsentInfo, toConsentInfo } from './toConsentInfo';

/** More are of no use to a person; the oldest end. */
const MAX_PER_PERSON = 100;
const MAX_HOST = 300;

/** Which clients act for whom. Ending a consent ends every token that came from it, on all replicas within two seconds. */
export class Consents {
  static create(options: {
    database: Knex;
    tokens: ConsentTokens;
    clock: Clock;
  }): Consents {
    return new Consents(options);
  }

  readonly #store: ConsentStore;
  readonly #tokens: ConsentTokens;
  readonly #clock: Clock;

  private constructor(options: Parameters<typeof Consents.create>[0]) {
    this.#store = ConsentStore.create(options);
    this.#tokens = options.tokens;
    this.#clock = options.clock;
  }

  /** Writes down what a person allowed. */
  async begin(options: {
    grantId: string;
    userEntityRef: string;
    client: ClientInfo;
    resource: string;
    serverRef: string;
    catalogRead: string | null;
    redirect: RedirectTarget;
    /** The browser in which they allowed it. */
    from: BrowserFamily;
    expiresAt: number;
  }): Promise<void> {
    const { userEntityRef } = options;
    const now = this.#clock.now();
    const held = await this.#store.idsOf(userEntityRef, now);
    for (const id of held.slice(MAX_PER_PERSON - 1)) {
      await this.end({ id });
    }
    await this.#store.add({
      id: idOf(options.grantId),
      user_ref: userEntityRef,
      client_id: options.client.id,
      client: JSON.stringify(options.client),
      resource: options.resource,
      server_ref: options.serverRef,
      catalog_read: options.catalogRead,
      redirect_host: options.redirect.redirectHost.slice(0, MAX_HOST),
      redirect_kind: options.redirect.redirectKind,
      browser: options.from.browser ?? null,
      system: options.from.system ?? null,
      granted_at: now,
      expires_at: options.expiresAt,
    });
  }

  /** The consent of a grant, while it lasts. */
  async findByGrant(grantId: string): Promise<ConsentRow | undefined> {
    return await this.#store.find(idOf(grantId), this.#clock.now());
  }

  /** A person's consents, newest first. */
  async list(
    userEntityRef: string,
    page: { limit: number; cursor?: string },
  ): Promise<{ items: ConsentInfo[]; nextCursor?: string }> {
    const { rows, nextCursor } = await this.#store.listOf({
      ...page,
      userRef: userEntityRef,
      now: this.#clock.now(),
    });
    return {
      items: rows.map(toConsentInfo),
      ...(nextCursor !== undefined && { nextCursor }),
    };
  }

  /** Ends one of a person's consents. */
  async revoke(options: { id: string; userEntityRef: string }): Promise<void> {
    const { id, userEntityRef } = options;
    const ended = await this.end({ id, user_ref: userEntityRef });
    if (ended.consents === 0) {
      // Whether somebody else has such a consent is nobody's business.
      throw new NotFoundError('You have no such consent');
    }
  }

  /** Ends a consent for reasons of the protocol: a code or refresh token came twice, or the client gave it back. */
  async endByGrant(grantId: string): Promise<void> {
    await this.end({ id: idOf(grantId) });
  }

  async end(whose: { id: string; user_ref?: string }) {
    const ended = await this.#store.end(whose, this.#clock.now());
    if (ended.consents > 0) {
      await this.#tokens.revokeAll({ consentId: whose.id });
    }
    return ended;
  }

  /** Ends everything that acts for a person: consents, what came from them, and the tokens that they got in the portal. */
  async signOutEverywhere(userEntityRef: string): Promise<{
    tokens: number;
    personalTokens: number;
    consents: number;
    refreshTokens: number;
  }> {
    const ended = await this.#store.end(
      { user_ref: userEntityRef },
      this.#clock.now(),
    );
    const tokens = await this.#tokens.revokeAll({ userEntityRef });
    return { ...tokens, ...ended };
  }

  async cleanUp(): Promise<void> {
    await this.#store.deleteExpired(this.#clock.now());
  }
}
