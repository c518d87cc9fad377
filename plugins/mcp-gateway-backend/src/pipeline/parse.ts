import { z } from 'zod';
import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { headersAgree } from './headersAgree';
import { actionOf } from './methods';
import { parseStrictJson } from './strictJson';
import { type ParsedMessage, proceed, refuse, type Stage } from './types';

const id = z.union([z.string().max(1000), z.number()]);
const messageSchema = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: id.optional(),
  method: z.string().min(1).max(200).optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
});
const toolCallSchema = z.looseObject({ name: z.string().min(1).max(200) });
const clientInfoSchema = z.looseObject({
  clientInfo: z.looseObject({ name: z.string(), version: z.string() }),
});

/** What: exactly one JSON-RPC 2.0 message whose every reader would read the same. */
export const parse: Stage = async call => {
  if (call.httpMethod !== 'POST') {
    const method =
      call.httpMethod === 'GET' ? 'http/stream' : 'http/end-session';
    return proceed(call, { action: { kind: 'session', method } });
  }
  if (!/^application\/json\s*(;|$)/i.test(call.headers['content-type'] ?? '')) {
    return refuse(call, 'edge.content-type');
  }
  const bytes = await call.readBody();
  if (typeof bytes === 'string') return refuse(call, bytes);

  const parsed = parseStrictJson(bytes);
  if ('refused' in parsed) {
    return refuse(
      call,
      parsed.refused === 'malformed'
        ? 'message.malformed'
        : 'message.ambiguous',
    );
  }
  const message = readMessage(parsed.value, bytes);
  if (typeof message === 'string') return refuse(call, message);
  if (!headersAgree(call.headers, message, parsed.value)) {
    return refuse(call, 'message.header-mismatch', { message });
  }
  if (message.kind === 'response') {
    return proceed(call, {
      message,
      action: { kind: 'session', method: message.method },
    });
  }
  const action = actionOf(message.method, message.tool);
  return action
    ? proceed(call, { message, action })
    : refuse(call, 'message.unknown-method', { message });
};

function readMessage(
  value: unknown,
  bytes: Buffer,
): ParsedMessage | DecisionReason {
  const result = messageSchema.safeParse(value);
  // A batch is an array and fails here: what was decided could not be said of each of its parts.
  if (!result.success) return 'message.invalid';
  const { id: messageId, method, params } = result.data;
  if (method === undefined) {
    const isAnswer = 'result' in result.data || 'error' in result.data;
    return isAnswer && messageId !== undefined
      ? { bytes, kind: 'response', method: 'response', id: messageId }
      : 'message.invalid';
  }
  const base = {
    bytes,
    method,
    kind: messageId === undefined ? 'notification' : 'request',
    ...(messageId !== undefined && { id: messageId }),
  } as const;
  if (method === 'tools/call') {
    const tool = toolCallSchema.safeParse(params);
    if (!tool.success || base.kind !== 'request') return 'message.invalid';
    return { ...base, tool: tool.data.name };
  }
  const client = clientInfoSchema.safeParse(params);
  if (method === 'initialize' && client.success) {
    const { name, version } = client.data.clientInfo;
    return { ...base, clientInfo: `${name} ${version}`.slice(0, 200) };
  }
  return base;
}
