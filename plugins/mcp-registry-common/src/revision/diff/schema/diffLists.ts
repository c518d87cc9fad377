import { diffSets, own } from '../sameJson';
import type { KeywordContext } from './SchemaChange';

/** Types: more of them accept more. An integer is a number. */
export function diffTypes(context: KeywordContext): void {
  const { before, after, at, report } = context;
  const [old, next] = [typesOf(before), typesOf(after)];
  if (!old || !next) {
    report(
      next
        ? { kind: 'closed', at, what: `only ${next.join(', ')}` }
        : { kind: 'opened', at, what: 'values of every type' },
    );
    return;
  }
  const opened = next.filter(type => !covers(old, type));
  const closed = old.filter(type => !covers(next, type));
  if (opened.length > 0) {
    report({ kind: 'opened', at, what: `${opened.join(', ')}` });
  }
  if (closed.length > 0) {
    report({ kind: 'closed', at, what: `no ${closed.join(', ')}` });
  }
  if (opened.length + closed.length === 0) {
    report({ kind: 'unclear', at, what: '“type” is written otherwise' });
  }
}

/** Values by name: more of them accept more. */
export function diffEnum(context: KeywordContext): void {
  const { before, after, at, report } = context;
  const [old, next] = [own(before, 'enum'), own(after, 'enum')];
  if (old === undefined || next === undefined) {
    report(
      old === undefined
        ? { kind: 'closed', at, what: 'only values of a list' }
        : { kind: 'opened', at, what: 'any value instead of those of a list' },
    );
    return;
  }
  if (!Array.isArray(old) || !Array.isArray(next)) {
    report({ kind: 'unclear', at, what: '“enum”' });
    return;
  }
  reportSets(diffSets(old, next), context, {
    what: item => `the value ${JSON.stringify(item)}`,
    more: 'added',
    name: 'enum',
  });
}

/** Properties that have to be there: fewer of them accept more. */
export function diffRequired(context: KeywordContext): void {
  const { before, after, at, report } = context;
  const old = own(before, 'required') ?? [];
  const next = own(after, 'required') ?? [];
  if (!Array.isArray(old) || !Array.isArray(next)) {
    report({ kind: 'unclear', at, what: '“required”' });
    return;
  }
  const { added, removed } = diffSets(old, next);
  for (const item of removed) {
    report({ kind: 'opened', at, what: `“${item}” may be left out` });
  }
  for (const item of added) {
    report({ kind: 'closed', at, what: `“${item}” has to be there` });
  }
  if (added.length + removed.length === 0) {
    report({ kind: 'unclear', at, what: '“required” is written otherwise' });
  }
}

/** One of several (`anyOf`), where more accept more, or all of several (`allOf`), where fewer do. */
export function diffAlternatives(
  name: 'anyOf' | 'allOf',
  context: KeywordContext,
): void {
  const { before, after, at, report } = context;
  const [old, next] = [own(before, name), own(after, name)];
  const isNew = old === undefined;
  if (isNew || next === undefined) {
    report({
      kind: isNew ? 'closed' : 'opened',
      at,
      what: `“${name}” is ${isNew ? 'new' : 'gone'}`,
    });
    return;
  }
  if (!Array.isArray(old) || !Array.isArray(next)) {
    report({ kind: 'unclear', at, what: `“${name}”` });
    return;
  }
  reportSets(diffSets(old, next), context, {
    what: () => `an alternative of “${name}”`,
    more: name === 'anyOf' ? 'added' : 'removed',
    name,
  });
}

function reportSets(
  sets: { added: unknown[]; removed: unknown[] },
  { at, report }: KeywordContext,
  options: {
    what(item: unknown): string;
    more: 'added' | 'removed';
    name: string;
  },
): void {
  const { what, more, name } = options;
  for (const which of ['added', 'removed'] as const) {
    for (const item of sets[which]) {
      const how = which === 'added' ? 'is new' : 'is gone';
      report({
        kind: which === more ? 'opened' : 'closed',
        at,
        what: `${what(item)} ${how}`,
      });
    }
  }
  if (sets.added.length + sets.removed.length === 0) {
    report({ kind: 'unclear', at, what: `“${name}” is written otherwise` });
  }
}

function typesOf(schema: Record<string, unknown>): string[] | undefined {
  const type = own(schema, 'type');
  if (type === undefined) return undefined;
  return (Array.isArray(type) ? type : [type]).map(String);
}

function covers(types: readonly string[], type: string): boolean {
  return (
    types.includes(type) || (type === 'integer' && types.includes('number'))
  );
}
