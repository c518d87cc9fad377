import { NO_VALUE } from './NO_VALUE';
import type { TermValue } from './Term';

/** Cedar's `==`: values of two kinds are never equal, and nothing is an error. Sets are left to the engine. */
export function compare(left: TermValue, right: TermValue): boolean | symbol {
  if (typeof left === 'symbol') return left;
  if (typeof right === 'symbol') return right;
  if (typeof left !== 'object' || typeof right !== 'object') {
    return left === right;
  }
  return 'id' in left && 'id' in right
    ? left.id === right.id && left.type === right.type
    : NO_VALUE.unsure;
}
