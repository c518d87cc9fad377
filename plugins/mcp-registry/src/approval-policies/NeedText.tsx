import { useEntityPresentation } from '@backstage/plugin-catalog-react';
import type { ApprovalNeed } from '../api/types';
import { EntityName } from '../components/EntityName';
import { useT } from '../hooks/useT';
import { countWords } from './ruleWords';

/** Whom a way of a rule asks, how many, and who of them agreed. */
export function NeedText({ need }: { need: ApprovalNeed }) {
  const t = useT();
  const { who, count, given, missing } = need;
  const name = useWho(need);
  return (
    <>
      {countWords(t, { who, count, name })}
      {given.length > 0 && (
        <>
          {' '}
          ({t('approvalNeeds.agreed')}{' '}
          {given.map((ref, index) => (
            <span key={ref}>
              {index > 0 && ', '}
              <EntityName entityRef={ref} plain />
            </span>
          ))}
          {missing > 0 && `; ${t('approvalNeeds.missing', { count: missing })}`}
          )
        </>
      )}
    </>
  );
}

function useWho({ who, refs, system }: ApprovalNeed): string {
  const t = useT();
  const name = useEntityPresentation(refs[0] ?? 'group:default/nobody');
  const of = useEntityPresentation(system ?? 'system:default/nothing');
  const values = { name: name.primaryTitle, system: of.primaryTitle };
  switch (who) {
    case 'reviewers':
    case 'rule':
      return t(`approvalNeeds.who.${who}`);
    case 'owner':
    case 'previous-owner':
      return t(`approvalNeeds.who.${who}`, { name: values.name });
    case 'data-owners':
      return refs.length > 0
        ? t('approvalNeeds.who.data-owners', values)
        : t('approvalNeeds.who.nobody', { system: values.system });
    default:
      return values.name;
  }
}
