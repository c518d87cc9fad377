import type { TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import type { CedarRequest } from '../types';
import { NO_VALUE } from './NO_VALUE';
import type { TermValue } from './Term';

/** Cedar's `in`: an entity is in itself and in what is above it; only caller and resource have anything above them. */
export function isWithin(
  left: TermValue,
  right: TermValue,
  request: CedarRequest,
): boolean | symbol {
  if (typeof left === 'symbol') return left;
  if (typeof right === 'symbol') return right;
  if (!isEntity(left)) return NO_VALUE.fault;
  const above: readonly TypeAndId[] = [
    left,
    ...[request.principal, request.resource]
      .filter(({ uid }) => isSame(uid, left))
      .flatMap(({ parents }) => parents),
  ];
  const wanted = Array.isArray(right) ? right : [right];
  if (!wanted.every(isEntity)) return NO_VALUE.fault;
  return wanted.some(each => above.some(one => isSame(one, each)));
}

function isEntity(value: TermValue): value is TypeAndId {
  return typeof value === 'object' && 'id' in value;
}

function isSame(a: TypeAndId, b: TypeAndId): boolean {
  return a.id === b.id && a.type === b.type;
}
