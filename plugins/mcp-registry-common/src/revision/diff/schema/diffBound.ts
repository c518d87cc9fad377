import { own } from '../sameJson';
import type { KeywordContext } from './SchemaChange';

const LOWER = new Set([
  'minimum',
  'exclusiveMinimum',
  'minLength',
  'minItems',
  'minProperties',
]);
const UPPER = new Set([
  'maximum',
  'exclusiveMaximum',
  'maxLength',
  'maxItems',
  'maxProperties',
]);

/** Whether a keyword is a bound on numbers, lengths or counts. */
export function isBound(name: string): boolean {
  return LOWER.has(name) || UPPER.has(name);
}

/** A bound: gone or further out is more. */
export function diffBound(name: string, context: KeywordContext): void {
  const { before, after, at, report } = context;
  const [old, next] = [own(before, name), own(after, name)];
  const what = `“${name}” is ${text(next)}, before ${text(old)}`;
  if (![old, next].every(bound => bound === undefined || isNumber(bound))) {
    report({ kind: 'unclear', at, what });
    return;
  }
  const outermost = LOWER.has(name) ? -Infinity : Infinity;
  const [from, to] = [old ?? outermost, next ?? outermost] as [number, number];
  const isMore = LOWER.has(name) ? to < from : to > from;
  report({ kind: isMore ? 'opened' : 'closed', at, what });
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function text(bound: unknown): string {
  return bound === undefined ? 'not there' : JSON.stringify(bound);
}
