import { z } from 'zod';
import { declaresTasks } from './declaresTasks';
import type { ParsedMessage } from './types';

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
const taskSchema = z.looseObject({ taskId: z.string().min(1).max(1000) });
const clientInfoSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
});

const META = 'io.modelcontextprotocol/';

type Params = Record<string, unknown>;

/** Reads one JSON-RPC 2.0 message: what a decision needs of it. `undefined`: it is none, or not one alone. */
export function readMessage(
  value: unknown,
  bytes: Buffer,
): ParsedMessage | undefined {
  const result = messageSchema.safeParse(value);
  // A batch is an array and fails here: what was decided could not be said of each of its parts.
  if (!result.success) return undefined;
  const { id: messageId, method, params } = result.data;
  if (method === undefined) {
    const isAnswer = 'result' in result.data || 'error' in result.data;
    if (!isAnswer || messageId === undefined) return undefined;
    return {
      bytes,
      kind: 'response',
      era: 'legacy',
      method: 'response',
      id: messageId,
    };
  }
  const details = readDetails(method, params);
  if (!details) return undefined;
  const isRequest = messageId !== undefined;
  if (method === 'tools/call' && !isRequest) return undefined;
  return {
    bytes,
    method,
    ...(params && { params }),
    kind: isRequest ? 'request' : 'notification',
    ...(isRequest && { id: messageId }),
    ...details,
  };
}

/** What matters of the parameters; `undefined` when the decision's own part of them cannot be read. */
function readDetails(
  method: string,
  params: Params | undefined,
):
  | Pick<
      ParsedMessage,
      | 'era'
      | 'protocolVersion'
      | 'tool'
      | 'taskId'
      | 'mayBecomeTask'
      | 'listensToResources'
      | 'clientInfo'
      | 'opensUrls'
      | 'hasInput'
    >
  | undefined {
  const meta = asObject(params?._meta);
  const version = meta[`${META}protocolVersion`];
  const isModern = typeof version === 'string';
  // Only where there should be one: to fail costs more than to find it.
  const client =
    isModern || method === 'initialize'
      ? clientInfoSchema.safeParse(
          isModern ? meta[`${META}clientInfo`] : params?.clientInfo,
        )
      : undefined;
  const capabilities = asObject(meta[`${META}clientCapabilities`]);
  const base = {
    era: isModern ? 'modern' : 'legacy',
    ...(isModern && { protocolVersion: version }),
    ...(client?.success && {
      clientInfo: `${client.data.name} ${client.data.version}`.slice(0, 200),
    }),
    ...(isModern && {
      opensUrls: asObject(capabilities.elicitation).url !== undefined,
      hasInput:
        params?.requestState !== undefined ||
        params?.inputResponses !== undefined,
    }),
  } as const;
  if (method === 'tools/call') {
    const tool = toolCallSchema.safeParse(params);
    if (!tool.success) return undefined;
    const mayBecomeTask = params?.task !== undefined || declaresTasks(params);
    return { ...base, tool: tool.data.name, mayBecomeTask };
  }
  if (method.startsWith('tasks/') && method !== 'tasks/list') {
    const task = taskSchema.safeParse(params);
    return task.success ? { ...base, taskId: task.data.taskId } : undefined;
  }
  if (method === 'subscriptions/listen') {
    const wanted = asObject(params?.notifications).resourceSubscriptions;
    return {
      ...base,
      listensToResources: Array.isArray(wanted)
        ? wanted.length > 0
        : wanted !== undefined,
    };
  }
  return base;
}

function asObject(value: unknown): Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Params)
    : {};
}
