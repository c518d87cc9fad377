import { isObject } from '../rewrite/isObject';

const HINTS = [
  'readOnlyHint',
  'destructiveHint',
  'idempotentHint',
  'openWorldHint',
] as const;

/**
 * A listed tool with nothing of its annotations but the four hints. For annotations that are not the approved ones, and do
 * not claim less harm: they pass, but not the text that they may hold.
 */
export function onlyHints(item: unknown): unknown {
  if (!isObject(item) || !isObject(item.annotations)) return item;
  const { annotations, ...rest } = item;
  const hints = HINTS.flatMap(hint =>
    typeof annotations[hint] === 'boolean' ? [[hint, annotations[hint]]] : [],
  );
  return { ...rest, annotations: Object.fromEntries(hints) };
}
