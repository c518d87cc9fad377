import { isObject } from '../rewrite/isObject';

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

/** A parsed JSON value as an object to look into: an empty one, where it is none. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : NOTHING;
}
