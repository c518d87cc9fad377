import { actionOf } from '../pipeline/actionOf';
import { hasExactNumbers } from '../pipeline/hasExactNumbers';
import { headersAgree } from '../pipeline/headersAgree';
import { readMessage } from '../pipeline/readMessage';
import { parseStrictJson } from '../pipeline/strictJson';
import type { Call } from '../pipeline/types';
import { isObject } from '../rewrite/isObject';
import type { GuardedArguments } from './argumentsOf';
import { mirrorArguments } from './mirrorArguments';

/**
 * Writes a call again with other arguments: read once more as strictly as what came in, mirrored headers adjusted. What
 * it says besides, a guard cannot change.
 *
 * @returns `undefined` where the new message is not one that the gateway would take
 */
export function replaceArguments(
  call: Call,
  replace: GuardedArguments['replace'],
  value: object,
  options: { maxBytes: number },
): Call | undefined {
  const { message: before } = call;
  if (!before || !hasExactNumbers(before.bytes)) return undefined;
  const whole: unknown = JSON.parse(before.bytes.toString());
  if (!isObject(whole)) return undefined;
  let bytes: Buffer;
  try {
    bytes = Buffer.from(JSON.stringify({ ...whole, params: replace(value) }));
  } catch {
    return undefined;
  }
  if (bytes.length > options.maxBytes) return undefined;
  const parsed = parseStrictJson(bytes);
  if ('refused' in parsed) return undefined;
  const message = readMessage(parsed.value, bytes);
  if (!message || message.kind !== 'request') return undefined;
  if (message.method !== before.method || message.tool !== before.tool) {
    return undefined;
  }
  const action = actionOf(message);
  const headers = mirrorArguments(call, message);
  return action && headersAgree({ headers, message })
    ? { ...call, message, action, headers }
    : undefined;
}
