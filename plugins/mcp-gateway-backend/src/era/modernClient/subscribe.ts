import { z } from 'zod';
import { isObject } from '../../rewrite/isObject';
import { SseOutput } from '../../transport/SseOutput';
import type { UpstreamAnswer } from '../../transport/Upstream';
import { jsonAnswer } from '../jsonAnswer';
import { keepAlive } from '../keepAlive';
import { META } from '../META';
import type { WireMessage } from '../readMessages';
import { rpcError } from '../rpcError';
import { streamAnswer } from '../streamAnswer';
import type { ListenFilter } from './Listeners';
import type { ServerSession } from './ServerSession';

const filterSchema = z.object({
  toolsListChanged: z.boolean().optional(),
  promptsListChanged: z.boolean().optional(),
  resourcesListChanged: z.boolean().optional(),
  resourceSubscriptions: z
    .array(z.string().min(1).max(2000))
    .max(200)
    .optional(),
});

/** Opens `subscriptions/listen` (MCP 2026-07-28) on a session with a server of the session era. */
export async function subscribe(options: {
  session: ServerSession;
  id: string | number;
  /** `notifications` of the request. */
  wanted: unknown;
}): Promise<UpstreamAnswer> {
  const { session, id } = options;
  const parsed = filterSchema.safeParse(options.wanted);
  if (!parsed.success) {
    return jsonAnswer(rpcError(id, -32602, 'notifications is required'));
  }
  const hasStream = await session.listen();
  const filter = hasStream ? await honour(session, parsed.data) : {};
  const over = new AbortController();
  const output = new SseOutput({ onClose: () => over.abort() });
  const write = async ({ method, params }: WireMessage) => {
    const _meta = {
      ...(isObject(params?._meta) && params._meta),
      [META.subscriptionId]: id,
    };
    const message = { jsonrpc: '2.0', method, params: { ...params, _meta } };
    await output.write(JSON.stringify(message));
  };
  const remove = session.listeners.add({
    filter,
    tell: write,
    end: () => output.end(),
  });
  over.signal.addEventListener('abort', () => {
    remove();
    for (const uri of filter.resourceSubscriptions ?? []) {
      if (!session.isOver && !session.listeners.wantsResource(uri)) {
        session.ask('resources/unsubscribe', { uri }).catch(() => {});
      }
    }
  });
  keepAlive(output);
  // It comes first, before any change (MCP 2026-07-28, subscriptions).
  void write({
    jsonrpc: '2.0',
    method: 'notifications/subscriptions/acknowledged',
    params: { notifications: filter },
  });
  return streamAnswer(output.readable);
}

/** What of it this server can tell. */
async function honour(
  session: ServerSession,
  wanted: z.infer<typeof filterSchema>,
): Promise<ListenFilter> {
  const { tools, prompts, resources } = session.info.capabilities;
  const can = (capability: unknown, name: string) =>
    isObject(capability) && capability[name] === true;
  const uris: string[] = [];
  if (can(resources, 'subscribe')) {
    for (const uri of wanted.resourceSubscriptions ?? []) {
      const answer = await session.ask('resources/subscribe', { uri });
      if (answer?.result) uris.push(uri);
    }
  }
  return {
    ...(wanted.toolsListChanged &&
      can(tools, 'listChanged') && { toolsListChanged: true }),
    ...(wanted.promptsListChanged &&
      can(prompts, 'listChanged') && { promptsListChanged: true }),
    ...(wanted.resourcesListChanged &&
      can(resources, 'listChanged') && { resourcesListChanged: true }),
    ...(uris.length > 0 && { resourceSubscriptions: uris }),
  };
}
