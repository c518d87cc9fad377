import { hasExactNumbers } from '../pipeline/hasExactNumbers';
import { isObject } from '../rewrite/isObject';
import { ASK_STATE } from './askByUrl';

/**
 * Takes out of a request what belongs to the gateway's own request for input: the server never asked for it. Others
 * come back as the bytes they are, and so does one whose numbers would change on the way: its server refuses it.
 */
export function withoutAsk(value: unknown, bytes: Buffer): Buffer {
  if (!isObject(value) || !isObject(value.params)) return bytes;
  const { requestState, inputResponses, ...params } = value.params;
  const isOurs =
    typeof requestState === 'string' && requestState.startsWith(ASK_STATE);
  return isOurs && hasExactNumbers(bytes)
    ? Buffer.from(JSON.stringify({ ...value, params }))
    : bytes;
}
