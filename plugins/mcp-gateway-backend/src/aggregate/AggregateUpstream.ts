import { MODERN_VERSIONS } from '../pipeline/versions';
import { bareAnswer } from '../era/bareAnswer';
import { jsonAnswer } from '../era/jsonAnswer';
import { META } from '../era/META';
import { isObject } from '../rewrite/isObject';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../transport/Upstream';
import { addressOf } from './addressOf';
import { callerOf } from './callerOf';
import { exposeContents } from './exposeContents';
import { exposedTools } from './exposedTools';
import type { InnerCalls } from './InnerCalls';
import { type ListedItem, LISTINGS, type ListMethod } from './listings';
import type { ListListeners } from './ListListeners';
import { pageOf } from './pageOf';
import type { PersonServers } from './PersonServers';
import { readRequest, type AggregateRequest } from './readRequest';
import type { ServerLists } from './ServerLists';

const CAPABILITIES = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { listChanged: true },
  completions: {},
};
const INSTRUCTIONS =
  'All MCP servers that you may use, in one. The first part of a tool’s name, up to the underscore, tells its server.';

/**
 * The gateway's own MCP server (2026-07-28) over all of a person's servers. Lists are put together from theirs; everything
 * else is an inner call at one of them. Clients of the session era reach it through the era bridge.
 */
export class AggregateUpstream implements Upstream {
  static create(options: {
    inner: InnerCalls;
    servers: PersonServers;
    lists: ServerLists;
    listeners: ListListeners;
  }) {
    return new AggregateUpstream(options);
  }

  readonly #options: Parameters<typeof AggregateUpstream.create>[0];

  private constructor(options: Parameters<typeof AggregateUpstream.create>[0]) {
    this.#options = options;
  }

  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    if (request.httpMethod !== 'POST') return bareAnswer(405);
    const asked = readRequest(request);
    if (!asked) return bareAnswer(202);
    switch (asked.method) {
      case 'server/discover':
        return complete(asked, {
          supportedVersions: [...MODERN_VERSIONS],
          capabilities: CAPABILITIES,
          instructions: INSTRUCTIONS,
          ttlMs: 0,
          cacheScope: 'private',
        });
      case 'tools/list':
      case 'prompts/list':
      case 'resources/list':
      case 'resources/templates/list':
        return await this.#list(request, asked, asked.method);
      case 'subscriptions/listen':
        return this.#listen(request, asked);
      case 'tools/call':
      case 'prompts/get':
      case 'resources/read':
      case 'completion/complete':
        return await this.#call(request, asked);
      default:
        return failed(asked, -32601, 'The gateway does not know this method.');
    }
  }

  async #list(
    request: UpstreamRequest,
    asked: AggregateRequest,
    method: ListMethod,
  ): Promise<UpstreamAnswer> {
    const { servers, lists } = this.#options;
    const caller = callerOf(request.call);
    const { key, kind } = LISTINGS[method];
    const documents = servers.allowed(caller, { kind, method });
    const items = await lists.list({
      ...{ request, method, documents },
      envelope: asked.envelope,
    });
    // What was listed some seconds ago is shown as it is decided now.
    const callable = new Set(
      documents.flatMap(document =>
        [...exposedTools(document).exposed].flatMap(([tool, name]) => {
          const action = { kind: 'tool', method: 'tools/call', tool } as const;
          return servers.isAllowed({ document, action, ...caller })
            ? [name]
            : [];
        }),
      ),
    );
    const isShown = ({ sortKey }: ListedItem) =>
      method !== 'tools/list' || callable.has(sortKey);
    const page = pageOf(items.filter(isShown), asked.params.cursor);
    if (!page) return failed(asked, -32602, 'This cursor was not given here.');
    const { items: listed, ...cursor } = page;
    return complete(asked, {
      [key]: listed,
      ...cursor,
      ttlMs: 0,
      cacheScope: 'private',
    });
  }

  #listen(request: UpstreamRequest, asked: AggregateRequest): UpstreamAnswer {
    const { notifications } = asked.params;
    return this.#options.listeners.open({
      id: asked.id,
      caller: callerOf(request.call),
      notifications: isObject(notifications) ? notifications : {},
      signal: request.cancellation.signal,
    });
  }

  async #call(
    request: UpstreamRequest,
    asked: AggregateRequest,
  ): Promise<UpstreamAnswer> {
    const { inner, servers } = this.#options;
    const address = addressOf(asked.method, asked.params);
    const document =
      address && servers.find(callerOf(request.call), address.alias);
    const params = document && address.paramsAt(document);
    // The stage before has seen that there is such a thing; it may be gone since.
    if (!document || !params) {
      return failed(asked, -32602, 'There is no such thing here.');
    }
    const { id, method, envelope } = asked;
    const answer = await inner.make({
      ...{ request, document, id, method, params, envelope },
    });
    return method === 'resources/read'
      ? await exposeContents(answer, document.alias ?? '')
      : answer;
  }
}

function complete(
  { id }: AggregateRequest,
  result: Record<string, unknown>,
): UpstreamAnswer {
  return jsonAnswer({
    id,
    result: {
      resultType: 'complete',
      ...result,
      _meta: { [META.serverInfo]: { name: 'Sallyport', version: '1' } },
    },
  });
}

function failed(
  { id }: AggregateRequest,
  code: number,
  message: string,
): UpstreamAnswer {
  return jsonAnswer({
    id,
    error: { code, message, data: { refusedBy: 'gateway' } },
  });
}
