import { diffText } from './diffText';
import { diffWords } from './diffWords';
import { type RevisionChange, revisionChange } from './RevisionChange';
import type { SchemaChange } from './schema/SchemaChange';

/** Says a difference of schemas as one of a tool. */
export function schemaChange(
  change: SchemaChange,
  of: { tool: string; which: 'inputSchema' | 'outputSchema' },
): RevisionChange[] {
  const { kind, what, before, after } = change;
  const { tool, which } = of;
  const place = [which === 'inputSchema' ? 'input' : 'output', ...change.at];
  const at = `${tool}: ${place.join(' › ')}`;
  const path = ['toolSurface/tools', tool, which, ...change.at].join('/');
  const common = { path, tool, values: { at, what, before, after } };
  if (change.isRest) {
    return [
      revisionChange({
        ...common,
        kind: 'widened',
        weight: 'high',
        code: 'schema.more',
      }),
    ];
  }
  switch (kind) {
    case 'opened':
    case 'unclear':
      return [
        revisionChange({
          ...common,
          kind: 'widened',
          weight: kind === 'opened' ? 'high' : 'normal',
          code: `schema.${kind}`,
        }),
      ];
    case 'closed':
      return [
        revisionChange({
          ...common,
          kind: 'narrowed',
          weight: 'low',
          code: 'schema.closed',
        }),
      ];
    case 'default':
      return [
        revisionChange({
          ...common,
          kind: 'changed',
          weight: 'normal',
          code: 'schema.default',
        }),
      ];
    default: {
      const [old, next] = [words(before), words(after)];
      return [
        revisionChange({
          ...common,
          kind: 'changed',
          weight: 'normal',
          code: 'schema.words',
          words: diffWords(old, next),
        }),
        ...diffText(old, next, { path, at, tool }),
      ];
    }
  }
}

function words(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}
