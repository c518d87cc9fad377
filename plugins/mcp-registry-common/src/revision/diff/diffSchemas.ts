import { diffKeyword } from './schema/diffKeyword';
import type { SchemaChange } from './schema/SchemaChange';
import { isObject, own, sameJson } from './sameJson';

const MAX_DEPTH = 24;
const MAX_CHANGES = 200;

/**
 * Compares two JSON Schemas by what they accept. `opened`: something may be accepted that was not; whatever cannot be told
 * for certain is so, too. `closed`: certainly nothing more is.
 */
export function diffSchemas(before: unknown, after: unknown): SchemaChange[] {
  const found: SchemaChange[] = [];
  walk(before, after, [], found);
  if (found.length <= MAX_CHANGES) return found;
  return [
    ...found.slice(0, MAX_CHANGES),
    { kind: 'unclear', at: [], what: 'more', isRest: true },
  ];
}

function walk(
  before: unknown,
  after: unknown,
  at: readonly string[],
  found: SchemaChange[],
): void {
  if (sameJson(asSchema(before), asSchema(after))) return;
  if (at.length > MAX_DEPTH || found.length > MAX_CHANGES) {
    found.push({ kind: 'unclear', at, what: 'something deep inside' });
    return;
  }
  const [old, next] = [asSchema(before), asSchema(after)];
  if (!isObject(old) || !isObject(next)) {
    found.push(diffWhole(old, next, at));
    return;
  }
  const names = new Set([...Object.keys(old), ...Object.keys(next)]);
  for (const name of names) {
    if (sameJson(own(old, name), own(next, name))) continue;
    diffKeyword(name, {
      before: old,
      after: next,
      at,
      report: change => found.push(change),
      walk: (a, b, ...deeper) => walk(a, b, [...at, ...deeper], found),
    });
  }
}

/** No schema accepts everything, and so does `true`. */
function asSchema(value: unknown): unknown {
  return value === undefined || value === true ? {} : value;
}

function diffWhole(
  before: unknown,
  after: unknown,
  at: readonly string[],
): SchemaChange {
  if (after === false) {
    return { kind: 'closed', at, what: 'nothing is accepted any more' };
  }
  if (before === false) {
    return { kind: 'opened', at, what: 'nothing was accepted before' };
  }
  return { kind: 'unclear', at, what: 'it is no schema' };
}
