import type { JWTPayload } from 'jose';
import type { GroupRule } from './types';

const MAX_GROUPS = 200;
const NAME = /^[a-z0-9._-]{1,63}$/;

/** The groups that a token names, as entity refs. What could be no name in the catalog is left out. */
export function groupsOf(
  claims: JWTPayload,
  rule: GroupRule | undefined,
): string[] {
  const value = rule && claims[rule.claim];
  if (!rule || !Array.isArray(value)) return [];
  return value
    .slice(0, MAX_GROUPS)
    .filter(name => typeof name === 'string')
    .map(name => name.toLocaleLowerCase('en-US'))
    .filter(name => NAME.test(name))
    .map(name => `group:${rule.namespace}/${name}`);
}
