import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { OpenToolSession, ToolSession } from './toolSession';

/** As it is named among a person's tokens. */
const LABEL = 'Portal: Try it';
const TTL_SECONDS = 600;
/** A token with less left is replaced before a call. */
const RENEW_MS = 5 * 60_000;

/** Holds the gateway token of one "Try it" and the session that uses it: made at the first call, given back at the end. */
export class TryItToken {
  static create(options: {
    gateway: Pick<McpGatewayApi, 'createToken' | 'revokeToken'>;
    serverRef: string;
    openSession: OpenToolSession;
  }): TryItToken {
    return new TryItToken(options);
  }

  readonly #options: Parameters<typeof TryItToken.create>[0];
  #held: { id: string; expiresAt: number; session: ToolSession } | undefined;
  #isReleased = false;

  private constructor(options: Parameters<typeof TryItToken.create>[0]) {
    this.#options = options;
  }

  async session(
    server: Omit<Parameters<OpenToolSession>[0], 'token'>,
  ): Promise<ToolSession> {
    const held = this.#held;
    if (held && held.expiresAt - Date.now() > RENEW_MS) return held.session;
    await this.#giveBack();
    const { gateway, serverRef, openSession } = this.#options;
    const { id, token, expiresAt } = await gateway.createToken({
      serverRef,
      client: LABEL,
      ttlSeconds: TTL_SECONDS,
    });
    const session = openSession({ ...server, token });
    this.#held = { id, expiresAt: Date.parse(expiresAt), session };
    // The person left while it was made.
    if (this.#isReleased) await this.#giveBack();
    return session;
  }

  async release(): Promise<void> {
    this.#isReleased = true;
    await this.#giveBack();
  }

  /** As the page goes away: no time for a proper end of the session, which ends with its token. */
  abandon(): void {
    this.#isReleased = true;
    const held = this.#held;
    this.#held = undefined;
    if (held) void this.#revoke(held.id);
  }

  async #giveBack(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    if (!held) return;
    await held.session.close();
    await this.#revoke(held.id);
  }

  async #revoke(id: string): Promise<void> {
    // Where this fails the token ends by itself, minutes later.
    await this.#options.gateway.revokeToken(id).catch(() => undefined);
  }
}
