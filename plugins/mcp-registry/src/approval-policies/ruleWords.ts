import type { AccessRule, ApprovalRule } from '../api/types';
import type { T } from '../hooks/useT';

type Need = ApprovalRule['anyOf'][number]['by'][number];

/** When a rule applies, in words. */
export function whenWords(t: T, { when }: ApprovalRule): string {
  const list = (names: readonly string[]) => names.join(', ');
  const changes = (names: NonNullable<typeof when>['changes'] = []) =>
    list(names.map(name => t(`approvalPolicies.change.${name}`)));
  const parts = [
    when?.risk && t('approvalPolicies.risk', { risk: list(when.risk) }),
    when?.dataClassification &&
      t('approvalPolicies.data', { data: list(when.dataClassification) }),
    when?.changes &&
      t('approvalPolicies.changes', { changes: changes(when.changes) }),
    when?.onlyChanges &&
      t('approvalPolicies.onlyChanges', {
        changes: changes(when.onlyChanges),
      }),
    when?.sameSurface !== undefined &&
      t(
        when.sameSurface
          ? 'approvalPolicies.sameSurface'
          : 'approvalPolicies.otherSurface',
      ),
    ...Object.entries(when?.checks ?? {}).map(([check, outcomes]) =>
      t('approvalPolicies.check', { check, outcomes: list(outcomes) }),
    ),
  ].filter(part => typeof part === 'string');
  return parts.length > 0 ? parts.join('; ') : t('approvalPolicies.always');
}

/** Whom a rule asks, in words: its ways, one of which is enough. */
export function needWords(
  t: T,
  { anyOf }: Pick<ApprovalRule | AccessRule, 'anyOf'>,
): string[] {
  return anyOf.map(({ by, ticket, ...way }) => {
    const people = by
      .map(need => countWords(t, { ...need, name: whoWords(t, need) }))
      .join(', ');
    const whole =
      ticket === undefined
        ? people
        : `${people} ${t('approvalNeeds.ticket')} (${ticket})`;
    const conditions =
      'under' in way && way.under ? underWords(t, way.under) : [];
    return [whole, ...conditions].join('; ');
  });
}

/** Under what it is approved in one of the ways. */
function underWords(
  t: T,
  { tools, people, days }: NonNullable<ApprovalRule['anyOf'][0]['under']>,
): string[] {
  return [
    ...(tools === 'reading' ? [t('conditions.ruleReading')] : []),
    ...(Array.isArray(tools)
      ? [t('conditions.ruleNamed', { names: tools.join(', ') })]
      : []),
    ...(people
      ? [t('conditions.rulePeople', { names: people.join(', ') })]
      : []),
    ...(days === undefined ? [] : [t('conditions.ruleDays', { count: days })]),
  ];
}

/** How many of whom. A rule, a person and the owner of a system are one by themselves. */
export function countWords(
  t: T,
  { who, count, name }: Need & { name: string },
): string {
  const isOne =
    count === 1 &&
    (who === 'rule' || who === 'data-owners' || who.startsWith('user:'));
  return isOne ? name : t('approvalNeeds.of', { count, who: name });
}

function whoWords(t: T, { who }: Need): string {
  switch (who) {
    case 'reviewers':
    case 'rule':
      return t(`approvalNeeds.who.${who}`);
    case 'owner':
      return t('approvalPolicies.ownersSide');
    case 'data-owners':
      return t('approvalPolicies.dataOwners');
    default:
      return who;
  }
}

/** What happens while a rule is not met, in words. */
export function timeWords(t: T, { time }: Pick<ApprovalRule, 'time'>): string {
  return time
    .map(({ afterHours, do: what, to = '' }) => {
      const after = t('approvalPolicies.after', { hours: String(afterHours) });
      return `${after} ${
        what === 'hand-over'
          ? t('approvalPolicies.step.hand-over', { to })
          : t(`approvalPolicies.step.${what}`)
      }`;
    })
    .join('; ');
}
