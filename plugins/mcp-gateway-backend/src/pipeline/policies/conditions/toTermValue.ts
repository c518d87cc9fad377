import { isObject } from '../../../rewrite/isObject';
import { NO_VALUE } from './NO_VALUE';
import type { TermValue } from './Term';

/** On its way into the engine it becomes another character. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A value of Cedar's JSON form, where it is plain: truth, text, a whole number, an entity or a set of them. */
export function toTermValue(value: unknown): TermValue {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'number':
      return Number.isSafeInteger(value) ? value : NO_VALUE.unsure;
    case 'string':
      return LONE_SURROGATE.test(value) ? NO_VALUE.unsure : value;
    default:
      break;
  }
  if (Array.isArray(value)) {
    const all = value.map(toTermValue);
    return all.some(each => typeof each === 'symbol' || Array.isArray(each))
      ? NO_VALUE.unsure
      : all;
  }
  const uid = isObject(value) ? value.__entity : undefined;
  if (
    !isObject(uid) ||
    typeof uid.type !== 'string' ||
    typeof uid.id !== 'string'
  ) {
    return NO_VALUE.unsure;
  }
  return LONE_SURROGATE.test(uid.id)
    ? NO_VALUE.unsure
    : { type: uid.type, id: uid.id };
}
