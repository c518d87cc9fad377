import { ButtonLink } from '@backstage/ui';
import { EmptyState } from '../components/EmptyState';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';

/** It is connected, and what to do next. */
export function AccountDone({ name }: { name: string }) {
  const t = useT();
  const links = useLinks();
  return (
    <EmptyState
      title={t('connectAccount.done', { name })}
      hint={t('connectAccount.doneHint')}
      action={
        <ButtonLink variant="secondary" href={links.myAccess()}>
          {t('myAccess.title')}
        </ButtonLink>
      }
    />
  );
}
