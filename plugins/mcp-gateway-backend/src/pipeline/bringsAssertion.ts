import { ASSERTION_META } from '../credentials/ASSERTION_META';
import { isObject } from '../rewrite/isObject';

/** Whether a client's message says something where servers find the gateway's own word about a person. */
export function bringsAssertion(value: unknown): boolean {
  return (
    isObject(value) &&
    (hasAssertion(value.params) || hasAssertion(value.result))
  );
}

function hasAssertion(part: unknown): boolean {
  return (
    isObject(part) &&
    isObject(part._meta) &&
    Object.hasOwn(part._meta, ASSERTION_META)
  );
}
