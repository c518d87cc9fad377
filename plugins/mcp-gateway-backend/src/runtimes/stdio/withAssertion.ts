import { ASSERTION_META } from '../../credentials/ASSERTION_META';
import { isObject } from '../../rewrite/isObject';
import type { WireMessage } from './WireMessage';

/**
 * The same message with the gateway's word about a person in its `_meta`; without one, it holds nothing there, whoever wrote it.
 * An error that answers a question has no room for it and goes as it is.
 */
export function withAssertion(
  message: WireMessage,
  assertion?: string,
): WireMessage {
  const key = message.method === undefined ? 'result' : 'params';
  const part = message[key];
  if (key === 'result' && part === undefined) return message;
  const meta = isObject(part?._meta) ? part._meta : {};
  if (assertion !== undefined) {
    const own = { ...meta, [ASSERTION_META]: assertion };
    return { ...message, [key]: { ...part, _meta: own } };
  }
  if (!Object.hasOwn(meta, ASSERTION_META)) return message;
  const { [ASSERTION_META]: _, ...rest } = meta;
  return { ...message, [key]: { ...part, _meta: rest } };
}
