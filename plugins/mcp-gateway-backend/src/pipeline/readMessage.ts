import { asObject } from './asObject';
import { declaresTasks } from './declaresTasks';
import { isText, readEnvelope } from './readEnvelope';
import type { ParsedMessage } from './types';

const META = 'io.modelcontextprotocol/';
/** Where clients of the stateless era say who they are. */
const VERSION = `${META}protocolVersion`;
const CLIENT = `${META}clientInfo`;
const CAPABILITIES = `${META}clientCapabilities`;
const MAX_TOOL_LENGTH = 200;
const MAX_TASK_ID_LENGTH = 1000;
const MAX_CLIENT_LENGTH = 200;

type Params = Readonly<Record<string, unknown>>;
type Details = {
  -readonly [Name in keyof Omit<
    ParsedMessage,
    'bytes' | 'kind' | 'method' | 'params' | 'id'
  >]: ParsedMessage[Name];
};

/** Reads one JSON-RPC 2.0 message: what a decision needs of it. `undefined`: it is none, or not one alone. */
export function readMessage(
  value: unknown,
  bytes: Buffer,
): ParsedMessage | undefined {
  // A batch is an array and fails here: what was decided could not be said of each of its parts.
  const envelope = readEnvelope(value);
  if (!envelope) return undefined;
  const { id, method, params, isAnswer } = envelope;
  if (method === undefined) {
    return isAnswer && id !== undefined
      ? { bytes, kind: 'response', era: 'legacy', method: 'response', id }
      : undefined;
  }
  const details = readDetails(method, params);
  if (!details) return undefined;
  const isRequest = id !== undefined;
  if (method === 'tools/call' && !isRequest) return undefined;
  const kind = isRequest ? 'request' : 'notification';
  // One by one, like all that every call passes: to copy objects of several shapes takes longer than to read the message.
  return {
    bytes,
    kind,
    method,
    params,
    id,
    era: details.era,
    protocolVersion: details.protocolVersion,
    tool: details.tool,
    taskId: details.taskId,
    mayBecomeTask: details.mayBecomeTask,
    listensToResources: details.listensToResources,
    clientInfo: details.clientInfo,
    opensUrls: details.opensUrls,
    hasInput: details.hasInput,
  };
}

/** What matters of the parameters; `undefined` when the decision's own part of them cannot be read. */
function readDetails(
  method: string,
  params: Params | undefined,
): Details | undefined {
  const details = readSender(method, asObject(params));
  if (method === 'tools/call') {
    const tool = params?.name;
    if (!isText(tool, MAX_TOOL_LENGTH)) return undefined;
    details.tool = tool;
    details.mayBecomeTask = params?.task !== undefined || declaresTasks(params);
  } else if (method.startsWith('tasks/') && method !== 'tasks/list') {
    const taskId = params?.taskId;
    if (!isText(taskId, MAX_TASK_ID_LENGTH)) return undefined;
    details.taskId = taskId;
  } else if (method === 'subscriptions/listen') {
    const wanted = asObject(params?.notifications).resourceSubscriptions;
    details.listensToResources = Array.isArray(wanted)
      ? wanted.length > 0
      : wanted !== undefined;
  }
  return details;
}

/** What a message says of its client: each of the stateless era's own, of the session era's the first alone. */
function readSender(method: string, params: Params): Details {
  const meta = asObject(params._meta);
  const protocolVersion = meta[VERSION];
  if (typeof protocolVersion !== 'string') {
    return method === 'initialize'
      ? { era: 'legacy', clientInfo: readClient(params.clientInfo) }
      : { era: 'legacy' };
  }
  const capabilities = asObject(meta[CAPABILITIES]);
  return {
    era: 'modern',
    protocolVersion,
    clientInfo: readClient(meta[CLIENT]),
    opensUrls: asObject(capabilities.elicitation).url !== undefined,
    hasInput:
      params.requestState !== undefined || params.inputResponses !== undefined,
  };
}

function readClient(value: unknown): string | undefined {
  const { name, version } = asObject(value);
  return typeof name === 'string' && typeof version === 'string'
    ? `${name} ${version}`.slice(0, MAX_CLIENT_LENGTH)
    : undefined;
}
