import { randomUUID } from 'node:crypto';
import type { CredentialProviders } from '../../credentials/CredentialProviders';
import { bareAnswer } from '../../era/bareAnswer';
import { jsonAnswer } from '../../era/jsonAnswer';
import { liveAnswer } from '../../era/liveAnswer';
import { streamAnswer } from '../../era/streamAnswer';
import { MODERN_VERSIONS } from '../../pipeline/versions';
import { isObject } from '../../rewrite/isObject';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../../transport/Upstream';
import { UpstreamFailure } from '../../transport/UpstreamFailure';
import { scopeOf } from '../scopeOf';
import {
  type HostedTarget,
  type RuntimePool,
  type RuntimeScope,
  type RuntimeUse,
  targetOf,
} from '../types';
import { brokenOff } from './brokenOff';
import { HostedSession, type HostedSessionOwner } from './HostedSession';
import { HostedSessions } from './HostedSessions';
import { MessageVouching } from './MessageVouching';
import { toSharedInfo } from './toSharedInfo';
import { isWireId, readWireMessages, type WireMessage } from './WireMessage';
import { withAssertion } from './withAssertion';

const SESSION_ID = /^h-[0-9a-f-]{36}$/;

/**
 * Servers that the gateway runs and that speak over standard input and output, shown as Streamable HTTP: sessions, bridges between
 * the eras, guards and rewriting are those of every other server.
 */
export class HostedUpstream implements Upstream {
  static create(options: {
    runtimes: RuntimePool;
    /** So long nothing may come of a request, milliseconds. */
    idleMs: number;
    /** Who gives the word about a person that goes with each message. */
    providers: Pick<CredentialProviders, 'renewed'>;
    sessions?: HostedSessions;
  }): HostedUpstream {
    return new HostedUpstream(options);
  }

  readonly #runtimes: RuntimePool;
  readonly #idleMs: number;
  readonly #vouching: MessageVouching;
  readonly #sessions: HostedSessions;

  private constructor(options: Parameters<typeof HostedUpstream.create>[0]) {
    this.#runtimes = options.runtimes;
    this.#idleMs = options.idleMs;
    this.#vouching = MessageVouching.create(options);
    this.#sessions = options.sessions ?? HostedSessions.create();
  }

  /** Throws an {@link UpstreamFailure}. */
  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    try {
      const target = targetOf(request.call.document);
      if (!target) throw new Error('The gateway does not run this server');
      const version = request.headers['mcp-protocol-version'];
      return MODERN_VERSIONS.includes(version)
        ? await this.#modern(request, target)
        : await this.#legacy(request, target);
    } catch (error) {
      throw UpstreamFailure.from(error);
    }
  }

  close() {
    this.#sessions.closeAll();
  }

  /** MCP 2026-07-28: each request stands for itself. */
  async #modern(
    request: UpstreamRequest,
    target: HostedTarget,
  ): Promise<UpstreamAnswer> {
    if (request.httpMethod !== 'POST') return bareAnswer(405);
    const message = readBody(request);
    if (this.#runtimes.eraOf(target) === 'legacy') return otherEra(message);
    const use = await this.#acquire(request, target, modernScope(request));
    if (use.introduction.era === 'legacy') {
      use.release();
      // Sessions begin with what their own client can do.
      if (target.hosted.isolation !== 'shared') use.end();
      return otherEra(message);
    }
    if (!isRequest(message)) {
      use.release();
      return bareAnswer(202);
    }
    // Ids are each client's own: only within one request they mean something.
    const id = `request:${randomUUID()}`;
    return await this.#exchange(request, message, { id, use });
  }

  async #legacy(
    request: UpstreamRequest,
    target: HostedTarget,
  ): Promise<UpstreamAnswer> {
    const { httpMethod, headers } = request;
    const message = httpMethod === 'POST' ? readBody(request) : undefined;
    if (message?.method === 'initialize' && isRequest(message)) {
      return await this.#begin(request, target, message);
    }
    const id = headers['mcp-session-id'];
    // Streamable HTTP: what needs a session and names none is 400, one that is not known here is 404.
    if (id === undefined) return bareAnswer(400);
    const session = this.#find(request, target, id);
    if (!session) return bareAnswer(404);
    switch (httpMethod) {
      case 'GET':
        return streamAnswer(session.standing.listen());
      case 'DELETE':
        this.#sessions.remove(id);
        return bareAnswer(200);
      case 'POST':
        return message
          ? await this.#post(request, target, { session, message })
          : bareAnswer(400);
      default:
        throw new Error(`No such method: ${httpMethod satisfies never}`);
    }
  }

  async #begin(
    request: UpstreamRequest,
    target: HostedTarget,
    message: WireMessage,
  ): Promise<UpstreamAnswer> {
    if (this.#runtimes.eraOf(target) === 'modern') return otherEra(message);
    const id = `h-${randomUUID()}`;
    const scope = legacyScope(request, target, id);
    const isShared = scope.kind === 'everybody';
    const use = await this.#acquire(request, target, scope, {
      // What one client says of itself is not what all can do.
      ...(!isShared && { initialize: withAssertion(message).params }),
    });
    const { introduction } = use;
    if (introduction.era === 'modern') {
      if (scope.kind === 'session') use.end();
      use.release();
      return otherEra(message);
    }
    const { capabilities } = message.params ?? {};
    const session = new HostedSession({
      ...{ id, isShared, owner: ownerOf(request) },
      capabilities: isObject(capabilities) ? capabilities : {},
      ...(scope.kind === 'session' && { own: { use, digest: target.digest } }),
    });
    this.#sessions.add(session);
    session.attach(use.connection);
    use.release();
    const { info } = introduction;
    return jsonAnswer(
      { id: message.id, result: isShared ? toSharedInfo(info) : info },
      { headers: { 'mcp-session-id': id } },
    );
  }

  /** The session of that name. One that shares a runtime is made anew where this replica does not know it. */
  #find(
    request: UpstreamRequest,
    target: HostedTarget,
    id: string,
  ): HostedSession | undefined {
    const owner = ownerOf(request);
    const { isolation } = target.hosted;
    const known = this.#sessions.find(id, owner);
    if (known) {
      const { own } = known;
      const isGone =
        own && (own.digest !== target.digest || own.use.connection.isOver);
      const isOther = (own !== undefined) !== (isolation === 'per-session');
      if (!isGone && !isOther) return known;
      this.#sessions.remove(id);
      return undefined;
    }
    const { session: sealed } = request.call;
    if (
      isolation === 'per-session' ||
      sealed?.upstreamId !== id ||
      !SESSION_ID.test(id)
    ) {
      return undefined;
    }
    const session = new HostedSession({
      ...{ id, owner, capabilities: sealed.capabilities ?? {} },
      isShared: isolation === 'shared',
    });
    this.#sessions.add(session);
    return session;
  }

  async #post(
    request: UpstreamRequest,
    target: HostedTarget,
    { session, message }: { session: HostedSession; message: WireMessage },
  ): Promise<UpstreamAnswer> {
    const use = session.own
      ? session.own.use.again()
      : await this.#acquire(request, target, legacyScope(request, target), {
          initialize: initializeOf(request, session),
        });
    const isTheSame =
      use?.introduction.era === 'legacy' && session.attach(use.connection);
    if (!use || !isTheSame) {
      use?.release();
      this.#sessions.remove(session.id);
      return bareAnswer(404);
    }
    const { connection } = use;
    this.#attachListeners(target, use);
    if (isRequest(message)) {
      return await this.#exchange(request, message, { id: session.id, use });
    }
    try {
      const told = await this.#vouch(request, message, use);
      if (told.method === undefined) {
        await connection.respond(session.id, told);
      } else await connection.notify(session.id, told);
      return bareAnswer(202);
    } finally {
      use.release();
    }
  }

  /** Who listens hears of what a runtime says that was started for somebody else's call. */
  #attachListeners(target: HostedTarget, { connection }: RuntimeUse) {
    if (target.hosted.isolation !== 'shared') return;
    for (const session of this.#sessions.listening(target.serverRef)) {
      if (!connection.has(session.id)) session.attach(connection);
    }
  }

  async #exchange(
    request: UpstreamRequest,
    message: WireMessage & { id: string | number },
    { id, use }: { id: string; use: RuntimeUse },
  ): Promise<UpstreamAnswer> {
    const { signal } = request.cancellation;
    const abort = new AbortController();
    return await liveAnswer({
      ...{ abort, signal },
      broken: failure => brokenOff(message.id, failure),
      work: async emit => {
        try {
          const asked = await this.#vouch(request, message, use);
          const answer = await use.connection.exchange(id, asked, {
            ...{ emit, signal: abort.signal },
            idleMs: this.#idleMs,
          });
          return { message: answer };
        } finally {
          use.release();
        }
      },
    });
  }

  async #vouch(
    { call }: UpstreamRequest,
    message: WireMessage,
    use: RuntimeUse,
  ): Promise<WireMessage> {
    return await this.#vouching.vouch(message, call.credential, use);
  }

  async #acquire(
    request: UpstreamRequest,
    target: HostedTarget,
    scope: RuntimeScope,
    more: { initialize?: Record<string, unknown> } = {},
  ): Promise<RuntimeUse> {
    const { credential } = request.call;
    return await this.#runtimes.acquire({
      ...{ target, scope, signal: request.cancellation.signal },
      ...more,
      ...(credential && { credential }),
    });
  }
}

function ownerOf({ call }: UpstreamRequest): HostedSessionOwner {
  const { serverRef, principal } = call;
  return { serverRef, userEntityRef: principal?.userEntityRef ?? '' };
}

/** The client of a session that was begun elsewhere says again what it said there. */
function initializeOf(
  { call }: UpstreamRequest,
  { capabilities }: HostedSession,
): Record<string, unknown> {
  const { client, protocolVersion } = call.session ?? {};
  return {
    protocolVersion: protocolVersion ?? '2025-11-25',
    capabilities,
    clientInfo: client ?? { name: 'sallyport', version: '1' },
  };
}

function legacyScope(
  request: UpstreamRequest,
  { hosted }: HostedTarget,
  session = '',
): RuntimeScope {
  const person = ownerOf(request).userEntityRef;
  return scopeOf(hosted.isolation, { person, session });
}

/** There are no sessions in this era: each client of a person stands for one. */
function modernScope(request: UpstreamRequest): RuntimeScope {
  const { document, token } = request.call;
  const target = targetOf(document);
  if (!target) return { kind: 'everybody' };
  return legacyScope(request, target, `client:${token?.tokenId ?? ''}`);
}

function isRequest(
  message: WireMessage,
): message is WireMessage & { id: string | number; method: string } {
  return isWireId(message.id) && message.method !== undefined;
}

/** What the gateway has decided on already. */
function readBody({ body }: UpstreamRequest): WireMessage {
  const [message] = readWireMessages(body?.toString('utf8') ?? '') ?? [];
  if (!message) throw new Error('What was decided is no message');
  return message;
}

/** What a server says to whoever speaks another era: it does not know the method. */
function otherEra({ id }: WireMessage): UpstreamAnswer {
  const error = { code: -32601, message: 'Method not found' };
  return jsonAnswer({ id: id ?? null, error }, { status: 400 });
}
