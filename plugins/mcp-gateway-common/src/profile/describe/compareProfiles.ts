import type { PermissionProfile } from '../permissionProfile';
import { describeProfile } from './describeProfile';
import type { ProfileStatement } from './profileStatements';

/** What a server could do after a change that it could not before, and the other way round. */
export interface ProfileChange {
  readonly added: readonly ProfileStatement[];
  readonly removed: readonly ProfileStatement[];
}

/** Compares two profiles by what they let a server do: two spellings of the same are no difference. */
export function compareProfiles(
  before: PermissionProfile,
  after: PermissionProfile,
): ProfileChange {
  const old = describeProfile(before);
  const next = describeProfile(after);
  return { added: without(next, old), removed: without(old, next) };
}

function without(
  statements: readonly ProfileStatement[],
  others: readonly ProfileStatement[],
): ProfileStatement[] {
  const known = new Set(others.map(({ text }) => text));
  return statements.filter(({ text }) => !known.has(text));
}
