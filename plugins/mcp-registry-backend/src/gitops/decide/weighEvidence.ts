import type { Decider } from '../../service/Caller';

/** A change with the people of the catalog behind it. */
export interface WeighedChange {
  /** Who wrote it, as far as the catalog knows them. */
  readonly authors: readonly Decider[];
  /** Who agreed to it, as far as the catalog knows them. */
  readonly reviewers: readonly Decider[];
  /** There is no doubt about who wrote it. */
  readonly areAuthorsProved: boolean;
}

/** Whom a merge makes decide, or why it decides nothing. */
export type Weight =
  | { readonly deciders: readonly Decider[] }
  | { readonly waits: 'waits-authors' | 'waits-reviewers' };

/**
 * Whether several changes, together one revision, were agreed to by enough people. Each change needs its own reviewers; whoever wrote
 * any of them counts for none. Pure.
 *
 * @returns those who agreed to every change, reviewers of the portal first.
 */
export function weighEvidence(
  changes: readonly WeighedChange[],
  options: { needed: number; speaks: (person: Decider) => boolean },
): Weight {
  const { needed, speaks } = options;
  if (changes.length === 0 || changes.some(it => !it.areAuthorsProved)) {
    return { waits: 'waits-authors' };
  }
  const authors = new Set(
    changes.flatMap(it => it.authors.map(({ userEntityRef }) => userEntityRef)),
  );
  const counted = changes.map(it =>
    it.reviewers.filter(
      person => !authors.has(person.userEntityRef) && speaks(person),
    ),
  );
  const everywhere = counted[0].filter(({ userEntityRef }) =>
    counted.every(people =>
      people.some(person => person.userEntityRef === userEntityRef),
    ),
  );
  const approvers = (people: readonly Decider[]) =>
    people.filter(({ isApprover }) => isApprover);
  const isEnough =
    counted.every(people => approvers(people).length >= needed) &&
    approvers(everywhere).length >= 1;
  return isEnough
    ? {
        deciders: [
          ...approvers(everywhere),
          ...everywhere.filter(({ isApprover }) => !isApprover),
        ],
      }
    : { waits: 'waits-reviewers' };
}
