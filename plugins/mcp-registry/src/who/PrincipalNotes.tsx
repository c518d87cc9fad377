import { Alert } from '@backstage/ui';
import type { CallableTools } from '../api/types';
import { useT } from '../hooks/useT';

/** What has to be known before the answer is read: that it is not all, or that nothing of theirs gets through. */
export function PrincipalNotes(props: { answer: CallableTools }) {
  const t = useT();
  const { scope, principal } = props.answer;
  return (
    <>
      {scope === 'owned' && (
        <Alert role="note" status="info" icon title={t('callable.owned')} />
      )}
      {principal.state !== 'active' && (
        <Alert
          role="status"
          status="warning"
          icon
          title={t(`callable.${principal.state}`)}
          description={principal.why}
        />
      )}
    </>
  );
}
