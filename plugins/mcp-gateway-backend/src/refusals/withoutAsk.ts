import { hasExactNumbers } from '../pipeline/hasExactNumbers';
import { isObject } from '../rewrite/isObject';
import { ASK_STATE } from './askByUrl';

/**
 * Takes out of a request what belongs to the gateway's own request for input: the server never asked for it. Others
 * come back as the bytes they are, and so does one whose numbers would change on the way: its server refuses it.
 */
export function withoutAsk(
  value: unknown,
  bytes: Buffer,
): { value: unknown; bytes: Buffer; isRetry: boolean } {
  const untouched = { value, bytes, isRetry: false };
  if (!isObject(value) || !isObject(value.params)) return untouched;
  const state = value.params.requestState;
  const isOurs = typeof state === 'string' && state.startsWith(ASK_STATE);
  if (!isOurs || !hasExactNumbers(bytes)) return untouched;
  const { requestState, inputResponses, ...params } = value.params;
  const rest = { ...value, params };
  return {
    value: rest,
    bytes: Buffer.from(JSON.stringify(rest)),
    isRetry: true,
  };
}
