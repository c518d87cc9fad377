import { isObject } from '../rewrite/isObject';

/** The parts of a JSON-RPC 2.0 message. */
export interface Envelope {
  id?: string | number;
  method?: string;
  params?: Record<string, unknown>;
  /** It has a `result` or an `error`. */
  isAnswer: boolean;
}

const MAX_ID_LENGTH = 1000;
const MAX_METHOD_LENGTH = 200;

/**
 * Checks the outside of a message (JSON-RPC 2.0 §4 and §5) and of MCP's, whose ids are never `null` and whose parameters are
 * an object. By hand: every call passes here, and a general validator takes longer than all other checks of a call.
 *
 * @param value - parsed JSON
 * @returns `undefined`: it is no message, or not one alone
 */
export function readEnvelope(value: unknown): Envelope | undefined {
  if (!isObject(value) || value.jsonrpc !== '2.0') return undefined;
  const { id, method, params } = value;
  if (id !== undefined && !isId(id)) return undefined;
  if (method !== undefined && !isText(method, MAX_METHOD_LENGTH)) {
    return undefined;
  }
  if (params !== undefined && !isObject(params)) return undefined;
  const isAnswer = 'result' in value || 'error' in value;
  return { id, method, params, isAnswer };
}

/** A text that says something, within a length. */
export function isText(value: unknown, maxLength: number): value is string {
  return (
    typeof value === 'string' && value.length > 0 && value.length <= maxLength
  );
}

function isId(value: unknown): value is string | number {
  return typeof value === 'string'
    ? value.length <= MAX_ID_LENGTH
    : Number.isFinite(value);
}
