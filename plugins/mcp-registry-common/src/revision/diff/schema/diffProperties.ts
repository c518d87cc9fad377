import { isObject, own, sameJson } from '../sameJson';
import type { KeywordContext } from './SchemaChange';

/**
 * Properties. A new one is a new thing to send, though an open schema let it through before, unlooked at. One that is gone is
 * less only where nothing else lets it through.
 */
export function diffProperties(context: KeywordContext): void {
  const { before, after, at, report, walk } = context;
  const old = own(before, 'properties') ?? {};
  const next = own(after, 'properties') ?? {};
  if (!isObject(old) || !isObject(next)) {
    report({ kind: 'unclear', at, what: '“properties”' });
    return;
  }
  for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
    const [was, is] = [own(old, name), own(next, name)];
    if (sameJson(was, is) && was !== undefined) continue;
    if (!Object.hasOwn(old, name)) {
      report({
        kind: is === false ? 'closed' : 'opened',
        at,
        what: `“${name}” is new`,
      });
    } else if (!Object.hasOwn(next, name)) {
      report({
        kind: isClosed(after) ? 'closed' : 'unclear',
        at,
        what: `“${name}” is gone`,
      });
    } else {
      walk(was, is, name);
    }
  }
}

function isClosed(schema: Record<string, unknown>): boolean {
  return (
    own(schema, 'additionalProperties') === false &&
    own(schema, 'patternProperties') === undefined
  );
}
