import { randomUUID } from 'node:crypto';
import { LEGACY_ONLY } from './LEGACY_ONLY';
import { hasExactNumbers } from '../../pipeline/hasExactNumbers';
import type { ParsedMessage } from '../../pipeline/types';
import type { Mailbox } from '../../sessions/Mailbox';
import { readClient } from '../../sessions/readClient';
import type { Session } from '../../sessions/types';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../../transport/Upstream';
import { bareAnswer } from '../bareAnswer';
import { firstAnswer } from '../firstAnswer';
import { jsonAnswer } from '../jsonAnswer';
import { modernVerdict } from '../modernVerdict';
import { readDiscovered } from '../readDiscovered';
import { rpcError } from '../rpcError';
import { toModernRequest } from '../toModernRequest';
import { BridgedCalls } from './BridgedCalls';
import { ClientQuestions } from './ClientQuestions';
import { envelopeOf } from './envelopeOf';
import { NotificationRelay } from './NotificationRelay';
import type { SessionWishes } from './SessionWishes';
import { toInitializeResult } from './toInitializeResult';
import { wishChange } from './wishChange';

/**
 * A client of the session era (up to MCP 2025-11-25) before a server of the stateless era (2026-07-28) alone. The session
 * is the gateway's: its id carries what every request to the server says of the client, so any replica can go on with it.
 */
export class LegacyClientBridge implements Upstream {
  static create(options: {
    upstream: Upstream;
    mailbox: Mailbox;
    wishes: SessionWishes;
  }): LegacyClientBridge {
    return new LegacyClientBridge(options);
  }

  readonly #upstream: Upstream;
  readonly #wishes: SessionWishes;
  readonly #questions: ClientQuestions;
  readonly #calls: BridgedCalls;
  readonly #relay: NotificationRelay;

  private constructor(
    options: Parameters<typeof LegacyClientBridge.create>[0],
  ) {
    this.#upstream = options.upstream;
    this.#wishes = options.wishes;
    this.#questions = ClientQuestions.create(options);
    this.#calls = BridgedCalls.create({
      ...options,
      questions: this.#questions,
    });
    this.#relay = NotificationRelay.create(options);
  }

  /** Answers `initialize`. `undefined`: the server does not speak the stateless era. */
  async begin(request: UpstreamRequest): Promise<UpstreamAnswer | undefined> {
    const { params, id = 0 } = request.call.message ?? {};
    const asked = await this.#upstream.send(
      toModernRequest({
        request,
        id,
        method: 'server/discover',
        envelope: envelopeOf(readClient(params)),
      }),
    );
    const message = await firstAnswer(asked);
    if (modernVerdict(asked.status, message) !== true) return undefined;
    const discovered = readDiscovered(message);
    if (!discovered) {
      return jsonAnswer({ id, error: { ...message?.error } });
    }
    const result = toInitializeResult(discovered, params?.protocolVersion);
    const answer = jsonAnswer(
      { id, result },
      { headers: { 'mcp-session-id': randomUUID() } },
    );
    return { ...answer, era: 'modern' };
  }

  /** A message of a session that {@link begin} began. */
  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { call, httpMethod } = request;
    const { session, message } = call;
    if (!session) return bareAnswer(400);
    switch (httpMethod) {
      case 'GET':
        return await this.#relay.open(request, session);
      case 'DELETE':
        await this.#wishes.forget(session.hash);
        return bareAnswer(200);
      case 'POST':
        return message
          ? await this.#post(request, session, message)
          : bareAnswer(400);
      default:
        throw new Error(`No such method: ${httpMethod satisfies never}`);
    }
  }

  async #post(
    request: UpstreamRequest,
    session: Session,
    message: ParsedMessage,
  ): Promise<UpstreamAnswer> {
    switch (message.kind) {
      case 'response':
        await this.#questions.take(session, message.id, message.bytes);
        return bareAnswer(202);
      case 'notification':
        // The others tell of what the stateless era has no word for.
        if (message.method === 'notifications/cancelled') {
          await this.#calls.cancel(session, message.params?.requestId);
        }
        return bareAnswer(202);
      case 'request':
        return await this.#request(request, session, message);
      default:
        throw new Error(`No such kind: ${message.kind satisfies never}`);
    }
  }

  async #request(
    request: UpstreamRequest,
    session: Session,
    message: ParsedMessage,
  ): Promise<UpstreamAnswer> {
    const { id = 0, method } = message;
    if (method === 'ping') return jsonAnswer({ id, result: {} });
    if (method in LEGACY_ONLY || message.params?.task !== undefined) {
      const code = method in LEGACY_ONLY ? -32601 : -32602;
      return jsonAnswer(
        rpcError(
          id,
          code,
          `This server speaks MCP 2026-07-28 alone: ${
            LEGACY_ONLY[method] ?? 'calls as tasks have no counterpart there'
          }`,
        ),
      );
    }
    const change = wishChange(message);
    if (change === 'invalid') {
      return jsonAnswer(rpcError(id, -32602, 'Invalid parameters'));
    }
    if (change) {
      await this.#wishes.change(session.hash, change);
      if (method.startsWith('resources/')) await this.#relay.wake(session);
      return jsonAnswer({ id, result: {} });
    }
    if (!hasExactNumbers(message.bytes)) {
      return jsonAnswer(
        rpcError(
          id,
          -32602,
          'A number of the request cannot be carried over to MCP 2026-07-28 exactly',
        ),
      );
    }
    const { logLevel } = await this.#wishes.of(session.hash);
    const envelope = envelopeOf(session, logLevel);
    return await this.#calls.run({ request, session, message, envelope });
  }
}
