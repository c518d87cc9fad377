import { ButtonLink } from '@backstage/ui';
import { EmptyState } from '../components/EmptyState';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';

/** It is decided, and what to do next. */
export function ConfirmDone({ decision }: { decision: 'approve' | 'deny' }) {
  const t = useT();
  const links = useLinks();
  const isYes = decision === 'approve';
  return (
    <div role="status">
      <EmptyState
        title={isYes ? t('confirm.approved') : t('confirm.denied')}
        hint={isYes ? t('confirm.approvedHint') : t('confirm.deniedHint')}
        action={
          <ButtonLink variant="secondary" href={links.myAccess()}>
            {t('myAccess.title')}
          </ButtonLink>
        }
      />
    </div>
  );
}
