import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { Sessions } from '../sessions/Sessions';
import type { Upstream } from '../transport/Upstream';
import { EraUpstream } from './EraUpstream';
import { LegacyClientBridge } from './legacyClient/LegacyClientBridge';
import { SessionWishes } from './legacyClient/SessionWishes';
import type { EndedSession } from './modernClient/EndedSession';
import { ModernClientBridge } from './modernClient/ModernClientBridge';
import { UpstreamEras } from './UpstreamEras';

/** The bridges between MCP's eras, around whatever leads to the servers. */
export class EraBridges {
  static create(options: {
    database: Knex;
    sessions: Pick<Sessions, 'mailbox' | 'seal'>;
    logger: LoggerService;
    /** Told of each session that a bridge had with a server. */
    onSessionEnd?: (ended: EndedSession) => void;
  }): EraBridges {
    return new EraBridges(options);
  }

  readonly #sessions: Pick<Sessions, 'mailbox' | 'seal'>;
  readonly #eras: UpstreamEras;
  readonly #wishes: SessionWishes;
  readonly #onSessionEnd?: (ended: EndedSession) => void;
  readonly #open: ModernClientBridge[] = [];

  private constructor(options: Parameters<typeof EraBridges.create>[0]) {
    this.#sessions = options.sessions;
    this.#onSessionEnd = options.onSessionEnd;
    this.#eras = UpstreamEras.create(options);
    this.#wishes = SessionWishes.create(options);
  }

  /** @param options - `isLegacyOnly`: servers of this transport speak the session era alone */
  around(
    upstream: Upstream,
    options: { isLegacyOnly?: boolean } = {},
  ): Upstream {
    const { mailbox, seal } = this.#sessions;
    const fromModern = ModernClientBridge.create({
      ...{ upstream, mailbox, seal },
      onSessionEnd: this.#onSessionEnd,
    });
    this.#open.push(fromModern);
    return EraUpstream.create({
      ...options,
      upstream,
      eras: this.#eras,
      fromLegacy: LegacyClientBridge.create({
        upstream,
        mailbox,
        wishes: this.#wishes,
      }),
      fromModern,
    });
  }

  /** Forgets what is of no more use. */
  async cleanUp(): Promise<void> {
    await this.#eras.cleanUp();
    await this.#wishes.cleanUp();
  }

  close(): void {
    for (const bridge of this.#open) bridge.close();
  }
}
