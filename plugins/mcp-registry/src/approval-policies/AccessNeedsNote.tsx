import { Text } from '@backstage/ui';
import type { AccessRequest } from '../api/types';
import { useT } from '../hooks/useT';
import { NeedsNote } from './ApprovalNote';
import styles from './approvalPolicies.module.css';

/** What a request for access needs by the policies, who has to decide yet and by which rule. Nothing where the owner decides, as without policies. */
export function AccessNeedsNote({ request }: { request: AccessRequest }) {
  const t = useT();
  const { approval, observedApproval, reviews, state } = request;
  const isOpen = state === 'pending';
  const notes = isOpen && approval ? notesOf(t, approval) : [];
  return (
    <>
      <NeedsNote
        title={t(isOpen ? 'accessNeeds.title' : 'accessNeeds.had')}
        approval={approval}
        observedApproval={isOpen ? observedApproval : undefined}
        reviews={reviews}
      />
      {notes.map(note => (
        <Text key={note} as="p" color="secondary" className={styles.flat}>
          {note}
        </Text>
      ))}
    </>
  );
}

function notesOf(
  t: ReturnType<typeof useT>,
  approval: NonNullable<AccessRequest['approval']>,
): string[] {
  const { maxDays, needsFreshSignIn, noRule, isUnclear } = approval;
  return [
    ...(maxDays === undefined
      ? []
      : [t('accessNeeds.maxDays', { count: maxDays })]),
    ...(needsFreshSignIn ? [t('accessNeeds.freshSignIn')] : []),
    ...(noRule ? [t(`accessNeeds.noRule.${noRule}`)] : []),
    ...(isUnclear ? [t('accessNeeds.unclear')] : []),
  ];
}
