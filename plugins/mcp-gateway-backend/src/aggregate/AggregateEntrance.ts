import { bareAnswer } from '../era/bareAnswer';
import type { LegacyClientBridge } from '../era/legacyClient/LegacyClientBridge';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../transport/Upstream';

/** Lets clients of both eras to the endpoint for all servers, which itself speaks the stateless era alone. */
export class AggregateEntrance implements Upstream {
  static create(options: {
    aggregate: Upstream;
    fromLegacy: LegacyClientBridge;
  }) {
    return new AggregateEntrance(options);
  }

  readonly #aggregate: Upstream;
  readonly #fromLegacy: LegacyClientBridge;

  private constructor(options: Parameters<typeof AggregateEntrance.create>[0]) {
    this.#aggregate = options.aggregate;
    this.#fromLegacy = options.fromLegacy;
  }

  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { message, session } = request.call;
    if (message?.era === 'modern') return await this.#aggregate.send(request);
    if (session) return await this.#fromLegacy.send(request);
    if (message?.method === 'initialize') {
      return (await this.#fromLegacy.begin(request)) ?? bareAnswer(400);
    }
    if (message?.kind === 'notification') return bareAnswer(202);
    // A stream or a request of the session era needs its session.
    return bareAnswer(message ? 400 : 405);
  }
}
