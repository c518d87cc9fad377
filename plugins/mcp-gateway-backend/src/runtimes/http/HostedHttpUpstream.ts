import { randomUUID } from 'node:crypto';
import { finished } from 'node:stream';
import type { RuntimeEndpoint } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { LRUCache } from 'lru-cache';
import type { Agent } from 'undici';
import { maskAnswer } from '../../credentials/maskAnswer';
import { bareAnswer } from '../../era/bareAnswer';
import { Deadlines } from '../../transport/Deadlines';
import { Exchange } from '../../transport/Exchange';
import type { UpstreamLimits } from '../../transport/HttpUpstream';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../../transport/Upstream';
import { UpstreamFailure } from '../../transport/UpstreamFailure';
import { WholeBody } from '../../transport/WholeBody';
import {
  isWireId,
  readWireMessages,
  type WireId,
  type WireMessage,
} from '../stdio/WireMessage';
import { runtimeTrouble } from '../runtimeTrouble';
import { scopeOf } from '../scopeOf';
import {
  type HostedTarget,
  type RuntimePool,
  type ServiceUse,
  targetOf,
} from '../types';
import { createEndpointAgent } from './createEndpointAgent';
import {
  readSessionName,
  type SessionName,
  writeSessionName,
} from './sessionName';
import { tellOfItsEnd } from './tellOfItsEnd';

/** Of processes that are gone, connections are closed when others need the place. */
const MAX_AGENTS = 1_000;

/**
 * Servers that the gateway runs and that speak Streamable HTTP by themselves. Each request goes to one process of the server
 * directly; a session stays with the process that began it, and ends with it.
 */
export class HostedHttpUpstream implements Upstream {
  static create(options: {
    runtimes: Pick<RuntimePool, 'acquireService' | 'findService'>;
    limits: UpstreamLimits;
  }): HostedHttpUpstream {
    return new HostedHttpUpstream(options);
  }

  readonly #runtimes: Pick<RuntimePool, 'acquireService' | 'findService'>;
  readonly #limits: UpstreamLimits;
  readonly #deadlines: Deadlines;
  readonly #agents = new LRUCache<string, Agent>({
    max: MAX_AGENTS,
    dispose: agent => void agent.close(),
  });
  #turn = 0;

  private constructor(
    options: Parameters<typeof HostedHttpUpstream.create>[0],
  ) {
    const { runtimes, limits } = options;
    this.#runtimes = runtimes;
    this.#limits = limits;
    this.#deadlines = Deadlines.create({ ms: limits.headersMs });
  }

  /** Throws an {@link UpstreamFailure}. */
  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    try {
      const target = targetOf(request.call.document);
      if (!target) throw new Error('The gateway does not run this server');
      const session = request.headers['mcp-session-id'];
      return session === undefined
        ? await this.#begin(request, target)
        : await this.#goOn(request, target, session);
    } catch (error) {
      throw UpstreamFailure.from(error);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map(one => one.destroy()));
  }

  /** A request that belongs to no session, or begins one: any process of the server takes it. */
  async #begin(
    request: UpstreamRequest,
    target: HostedTarget,
  ): Promise<UpstreamAnswer> {
    const { call, cancellation, httpMethod } = request;
    if (httpMethod === 'DELETE') return bareAnswer(400);
    const key = randomUUID();
    const isNew = messageOf(request)?.method === 'initialize';
    const session = isNew ? key : `client:${call.token?.tokenId ?? ''}`;
    const scope = scopeOf(target.hosted.isolation, {
      person: personOf(request),
      session,
    });
    const { credential } = call;
    const use = await this.#runtimes.acquireService({
      ...{ target, scope, signal: cancellation.signal },
      ...(credential && { credential }),
    });
    const answer = await this.#exchange(request, use, this.#choose(use));
    const hasSession = answer.headers['mcp-session-id'] !== undefined;
    // A runtime of its own, for a session that the server does not keep.
    if (isNew && scope.kind === 'session' && !hasSession) {
      afterwards(answer, use.end);
    }
    return named(answer, key, answer.endpointId);
  }

  async #goOn(
    request: UpstreamRequest,
    target: HostedTarget,
    name: string,
  ): Promise<UpstreamAnswer> {
    const session = readSessionName(name);
    const scope = scopeOf(target.hosted.isolation, {
      person: personOf(request),
      session: session?.key ?? '',
    });
    // A runtime that is started for it would not know it: its client has to begin anew.
    const use = session && this.#runtimes.findService({ target, scope });
    const endpoint = use?.service
      .endpoints()
      .find(({ id }) => id === session?.endpointId);
    if (!session || !use || !endpoint) {
      use?.release();
      return bareAnswer(404);
    }
    const answer = await this.#exchange(request, use, endpoint, session);
    if (request.httpMethod === 'DELETE' && scope.kind === 'session') {
      afterwards(answer, use.end);
    }
    return named(answer, session.key, endpoint.id);
  }

  /** Each process has connections of its own: another one may come to have its address. */
  #agentOf(endpoint: RuntimeEndpoint): Agent {
    const known = this.#agents.get(endpoint.id);
    if (known) return known;
    const { agent } = createEndpointAgent(endpoint, this.#limits);
    this.#agents.set(endpoint.id, agent);
    return agent;
  }

  /** One after the other. */
  #choose({ service, release }: ServiceUse): RuntimeEndpoint {
    const endpoints = service.endpoints();
    const endpoint = endpoints[this.#turn++ % endpoints.length];
    if (endpoint) return endpoint;
    release();
    throw runtimeTrouble('None of its processes takes calls now.', {
      retryAfterSeconds: 2,
    });
  }

  async #exchange(
    request: UpstreamRequest,
    use: ServiceUse,
    endpoint: RuntimeEndpoint,
    session?: SessionName,
  ): Promise<UpstreamAnswer & { endpointId: string }> {
    const { httpMethod, body, cancellation } = request;
    const { id: endpointId, url } = endpoint;
    const { 'mcp-session-id': _, ...headers } = request.headers;
    // Who merely listens does not keep it from being idle.
    if (httpMethod === 'GET') use.release();
    try {
      const answer = await Exchange.send({
        ...{ url, method: httpMethod, body, cancellation },
        agent: this.#agentOf(endpoint),
        headers: {
          ...headers,
          ...(session && { 'mcp-session-id': session.own }),
        },
        deadlines: this.#deadlines,
      });
      afterwards(answer, use.release);
      const masked = maskAnswer(answer, use.secrets);
      return {
        ...tellOfItsEnd(masked, () => requestId(request)),
        endpointId,
      };
    } catch (error) {
      use.release();
      throw error;
    }
  }
}

/** When nothing of an answer is to come any more. */
function afterwards({ body }: UpstreamAnswer, then: () => void) {
  if (body instanceof WholeBody) then();
  else finished(body, then);
}

/** The session by the gateway's name for it. */
function named(
  answer: UpstreamAnswer,
  key: string,
  endpointId: string,
): UpstreamAnswer {
  const own = answer.headers['mcp-session-id'];
  if (typeof own !== 'string') return answer;
  const name = writeSessionName({ key, endpointId, own });
  return { ...answer, headers: { ...answer.headers, 'mcp-session-id': name } };
}

/** What is sent, which of a bridge is another message than its client's. */
function messageOf({ body }: UpstreamRequest): WireMessage | undefined {
  return readWireMessages(body?.toString('utf8') ?? '')?.[0];
}

function requestId(request: UpstreamRequest): WireId | undefined {
  const { method, id } = messageOf(request) ?? {};
  return method !== undefined && isWireId(id) ? id : undefined;
}

function personOf({ call }: UpstreamRequest): string {
  return call.principal?.userEntityRef ?? '';
}
