import { ButtonLink } from '@backstage/ui';
import { useEffect } from 'react';
import { EmptyState } from '../components/EmptyState';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { announceSignIn } from './signInChannel';

/** Whoever has signed in again comes back here, in a tab of its own: the one where they decide is told. */
export function SignedInPage() {
  const t = useT();
  const links = useLinks();
  useEffect(() => announceSignIn(), []);
  return (
    <EmptyState
      title={t('freshSignIn.back')}
      hint={t('freshSignIn.backHint')}
      action={
        <ButtonLink variant="secondary" href={links.approvals()}>
          {t('freshSignIn.approvals')}
        </ButtonLink>
      }
    />
  );
}
