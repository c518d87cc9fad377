import type { EndedSession } from '../era/modernClient/EndedSession';
import type { Session } from '../sessions/types';
import { ATTRIBUTES } from './conventions';
import type { BoundedNames } from './BoundedNames';
import type { Instruments } from './Instruments';
import { placeOf } from './placeOf';

/** Measures sessions that are ended. One that its client just leaves has no end that anybody sees. */
export class SessionTelemetry {
  static create(options: {
    instruments: Instruments;
    names: BoundedNames;
    now?: () => number;
  }): SessionTelemetry {
    return new SessionTelemetry(options);
  }

  readonly #options: Parameters<typeof SessionTelemetry.create>[0];

  private constructor(options: Parameters<typeof SessionTelemetry.create>[0]) {
    this.#options = options;
  }

  /** Of a client with the gateway; the one that it had with its server through the gateway ends with it. */
  ended(
    session: Pick<
      Session,
      'issuedAt' | 'protocolVersion' | 'upstreamId' | 'era'
    >,
  ) {
    const { instruments } = this.#options;
    const seconds = this.#since(session.issuedAt);
    const attributes = {
      [ATTRIBUTES.protocol]: 'http',
      [ATTRIBUTES.transport]: 'tcp',
      ...this.#version(session.protocolVersion),
    };
    instruments.serverSession.record(seconds, attributes);
    // A server of the stateless era has no sessions: this one was the bridge's.
    if (session.upstreamId !== undefined && session.era === 'legacy') {
      instruments.clientSession.record(seconds, attributes);
    }
  }

  /** Of a bridge with a server, for clients that know no sessions. */
  bridgeEnded(session: EndedSession) {
    this.#options.instruments.clientSession.record(
      this.#since(session.openedAt),
      {
        ...placeOf(session.server),
        ...this.#version(session.protocolVersion),
        // So the server says it: MCP 2025-11-25, transports.
        ...(session.isLost && { [ATTRIBUTES.errorType]: '404' }),
      },
    );
  }

  #since(began: number): number {
    const { now = Date.now } = this.#options;
    return Math.max(0, now() - began) / 1000;
  }

  #version(version: string | undefined) {
    const known = this.#options.names.version(version);
    return known === undefined ? {} : { [ATTRIBUTES.protocolVersion]: known };
  }
}
