import type { InboxItem, Revision } from '../api/types';
import { useT } from '../hooks/useT';
import { ConditionList } from './ConditionList';

/** Under what a server is approved already, and under what those approve who have agreed to a version that waits. */
export function GivenConditions(props: {
  revision: Revision;
  held?: InboxItem['conditions'];
}) {
  const t = useT();
  const { revision, held = [] } = props;
  const given = (revision.reviews ?? []).flatMap(({ conditions = [], by }) =>
    conditions.map(condition => ({ condition, setBy: by })),
  );
  return (
    <>
      <ConditionList title={t('conditions.held')} items={held} />
      <ConditionList title={t('conditions.given')} items={given} />
    </>
  );
}
