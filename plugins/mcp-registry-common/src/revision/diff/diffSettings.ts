import { type RevisionChange, revisionChange } from './RevisionChange';
import { own } from './sameJson';

/** Settings of a server, which are no secrets: names and values. */
export function diffSettings(
  path: string,
  before: Readonly<Record<string, string>> = {},
  after: Readonly<Record<string, string>> = {},
): RevisionChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap(name => {
    const [old, next] = [own(before, name), own(after, name)];
    if (old === next) return [];
    const which =
      next === undefined ? ('removed' as const) : ('changed' as const);
    const kind = old === undefined ? ('added' as const) : which;
    return [
      revisionChange({
        kind,
        weight: 'normal',
        path: `${path}/${name}`,
        code: `setting.${kind}`,
        values: { name, before: old, after: next },
      }),
    ];
  });
}
