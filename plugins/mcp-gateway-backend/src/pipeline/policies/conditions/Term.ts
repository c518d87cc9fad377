import type { TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import type { CedarRequest } from '../types';

/** What a part of a condition comes to. A symbol says that it came to nothing: see `NO_VALUE`. */
export type TermValue =
  | boolean
  | string
  | number
  | TypeAndId
  | readonly TermValue[]
  | symbol;

/** A part of a condition, ready to be asked about requests. */
export type Term = (request: CedarRequest) => TermValue;
