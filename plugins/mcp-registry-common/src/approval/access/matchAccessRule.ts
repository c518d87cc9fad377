import { DATA_CLASSIFICATIONS } from '../../model/mcpServerEntity';
import { isAutomatic } from '../policy/ruleProblems';
import { ACCESS_EFFECTS, type AccessRule } from './accessPolicySchema';
import type { AccessFacts } from './types';

/** `unclear`: it depends on what is not known. */
type Match = 'yes' | 'no' | 'unclear';
type When = NonNullable<AccessRule['when']>;

/** How a rule applies to a request. */
export interface AppliedRule {
  /** In which of its ways it can be met; none where it could only approve by itself, and may not. What it limits holds all the same. */
  readonly anyOf: AccessRule['anyOf'];
  readonly insteadOfOwner: boolean;
  readonly mayReviewItself: boolean;
  /** Whether all is known that it depends on. */
  readonly isCertain: boolean;
}

/**
 * Whether and how a rule applies. What is not known makes nothing easier: a rule that may apply asks its people beside those who are asked
 * otherwise, and neither approves by itself nor stands in the owner's place.
 */
export function matchAccessRule(
  rule: AccessRule,
  facts: AccessFacts,
): AppliedRule | undefined {
  const match = matchWhen(rule.when ?? {}, facts);
  if (match === 'no') return undefined;
  const isCertain = match === 'yes';
  if (!isAutomatic(rule)) {
    return {
      anyOf: rule.anyOf,
      insteadOfOwner: rule.insteadOfOwner && isCertain,
      ...{ mayReviewItself: false, isCertain },
    };
  }
  const mayReviewItself =
    isCertain && facts.tools.areKnown && facts.noRule === undefined;
  return {
    anyOf: mayReviewItself ? rule.anyOf : withoutRule(rule.anyOf),
    insteadOfOwner: rule.insteadOfOwner && mayReviewItself,
    ...{ mayReviewItself, isCertain },
  };
}

/** The people whom its ways ask; a way that asks none is none. */
function withoutRule(anyOf: AccessRule['anyOf']): AccessRule['anyOf'] {
  return anyOf
    .map(way => ({ ...way, by: way.by.filter(({ who }) => who !== 'rule') }))
    .filter(({ by }) => by.length > 0);
}

function matchWhen(when: When, facts: AccessFacts): Match {
  const answers: Match[] = [
    among(when.risk, facts.risk),
    matchData(when, facts),
    matchEffects(when, facts),
    among(when.selection, facts.tools.selection),
    matchTools(when, facts),
    sure(when.daysUpTo === undefined || facts.days <= when.daysUpTo),
    sure(when.daysOver === undefined || facts.days > when.daysOver),
    among(when.kinds, facts.kind),
    among(when.for, facts.for),
    among(when.from, facts.from),
    matchGroups(when, facts),
  ];
  if (answers.includes('no')) return 'no';
  return answers.includes('unclear') ? 'unclear' : 'yes';
}

function sure(answer: boolean): Match {
  return answer ? 'yes' : 'no';
}

function among<T>(wanted: readonly T[] | undefined, is: T | undefined): Match {
  if (!wanted) return 'yes';
  return is === undefined ? 'unclear' : sure(wanted.includes(is));
}

function allOrSome(answers: readonly boolean[]): Match {
  if (answers.every(Boolean)) return 'yes';
  return answers.some(Boolean) ? 'unclear' : 'no';
}

function matchData(
  { dataClassification: wanted }: When,
  { dataClassification: { atLeast, mayBeMore } }: AccessFacts,
): Match {
  if (!wanted) return 'yes';
  const possible = mayBeMore
    ? DATA_CLASSIFICATIONS.slice(DATA_CLASSIFICATIONS.indexOf(atLeast))
    : [atLeast];
  return allOrSome(possible.map(one => wanted.includes(one)));
}

/** Whoever gets all tools gets those that come later, and what they do nobody knows. */
function matchEffects(
  { effects, onlyEffects }: When,
  { tools }: AccessFacts,
): Match {
  const isOpen = tools.selection === 'all' || !tools.areKnown;
  if (onlyEffects && tools.effects.some(one => !onlyEffects.includes(one))) {
    return 'no';
  }
  const isThere = !effects || tools.effects.some(one => effects.includes(one));
  if (!isThere && !isOpen) return 'no';
  const isBounded =
    !onlyEffects ||
    !isOpen ||
    ACCESS_EFFECTS.every(one => onlyEffects.includes(one));
  return isThere && isBounded ? 'yes' : 'unclear';
}

function matchTools({ tools: wanted }: When, { tools }: AccessFacts): Match {
  if (!wanted || tools.selection === 'all') return 'yes';
  return sure(tools.names.some(name => wanted.includes(name)));
}

/** Of who asks and of the group that gets it: where only one of them fits, it is not clear what was meant. */
function matchGroups({ memberOf: wanted }: When, facts: AccessFacts): Match {
  if (!wanted) return 'yes';
  const { requesterGroups, subjectGroups } = facts;
  const isGroup = facts.for === 'group';
  if (!requesterGroups || (isGroup && !subjectGroups)) return 'unclear';
  return allOrSome(
    [requesterGroups, ...(isGroup && subjectGroups ? [subjectGroups] : [])].map(
      groups => groups.some(group => wanted.includes(group)),
    ),
  );
}
