import { type RevisionChange, revisionChange } from './RevisionChange';
import { isObject, own, sameJson } from './sameJson';

/** Reports every difference of two values, member by member, where nothing better is known to say. */
export function diffLeaves(
  before: unknown,
  after: unknown,
  path: string,
): RevisionChange[] {
  if (sameJson(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap(name =>
      diffLeaves(own(before, name), own(after, name), `${path}/${name}`),
    );
  }
  return [
    revisionChange({
      kind: 'changed',
      weight: 'normal',
      path,
      code: 'other.changed',
      values: { at: path, before, after },
    }),
  ];
}
