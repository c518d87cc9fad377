import type { Person } from './personsOf';
import type { Asked, RuleInForce } from './RuleInForce';

/** In which role each person counts; nobody counts in two. */
export type Assignment = ReadonlyMap<Person, string>;

/** Whoever could count in several roles makes the number of ways grow; more of them than this count in their first one. */
const MAX_UNDECIDED = 8;
const MAX_WAYS = 20_000;

/** Every way to give each person one of the roles that they could have. There is at least one. */
export function assignments(
  persons: readonly Person[],
  rules: readonly RuleInForce[],
): Assignment[] {
  const roles = rolesOf(rules);
  let ways: Map<Person, string>[] = [new Map()];
  let undecided = 0;
  for (const person of persons) {
    const open = roles
      .filter(({ refs }) => refs.some(ref => person.refs.has(ref)))
      .map(({ role }) => role);
    if (open.length === 0) continue;
    undecided += open.length > 1 ? 1 : 0;
    const isTooMuch =
      undecided > MAX_UNDECIDED || ways.length * open.length > MAX_WAYS;
    ways = withRoles(ways, person, isTooMuch ? open.slice(0, 1) : open);
  }
  return ways;
}

function withRoles(
  ways: readonly Map<Person, string>[],
  person: Person,
  roles: readonly string[],
): Map<Person, string>[] {
  return roles.flatMap(role =>
    ways.map(way => new Map([...way, [person, role]])),
  );
}

/** Who counts for what is asked, in one way. Whoever has a role counts also where others could stand in for it. */
export function givenFor(
  { role }: Pick<Asked, 'role'>,
  assignment: Assignment,
): Person[] {
  return [...assignment].flatMap(([person, has]) =>
    has === role || role.startsWith(`${has}|`) ? [person] : [],
  );
}

/** The side of a previous owner is often one person, and the review team is not: it comes first. */
function rolesOf(rules: readonly RuleInForce[]): Asked[] {
  const byRole = new Map<string, Asked>();
  for (const asked of rules.flatMap(({ alternatives }) =>
    alternatives.flatMap(alternative => alternative.asked),
  )) {
    const isKnown = byRole.get(asked.role)?.who === 'previous-owner';
    if (asked.who !== 'rule' && !isKnown) byRole.set(asked.role, asked);
  }
  const rank = ({ who }: Asked) => {
    if (who === 'previous-owner') return 0;
    return who === 'reviewers' ? 2 : 1;
  };
  return [...byRole.values()].sort((a, b) => rank(a) - rank(b));
}
