import type { AccessOrigin } from './accessPolicySchema';

/**
 * Where somebody stands to the server's owner.
 *
 * @param groups - Theirs, and what is above those
 * @param department - The group right above the owner; `null` where there is none, absent where the catalog does not say
 */
export function originOf(
  groups: readonly string[] | undefined,
  options: { owner: string; department: string | null | undefined },
): AccessOrigin | undefined {
  const { owner, department } = options;
  if (!groups) return undefined;
  if (groups.includes(owner)) return 'owner';
  if (department === undefined) return undefined;
  return department !== null && groups.includes(department)
    ? 'department'
    : 'elsewhere';
}
