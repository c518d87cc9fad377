import { ButtonLink, Flex } from '@backstage/ui';
import { useEffect } from 'react';
import { PageBody } from '../components/PageBody';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { announceSignIn } from './signInChannel';

/** Whoever has signed in again comes back here, in a tab of its own: the one where they decide is told. */
export function SignedInPage() {
  const t = useT();
  const links = useLinks();
  useEffect(() => announceSignIn(), []);
  return (
    <PageBody title={t('freshSignIn.back')} lead={t('freshSignIn.backHint')}>
      <Flex>
        <ButtonLink variant="secondary" href={links.approvals()}>
          {t('freshSignIn.approvals')}
        </ButtonLink>
      </Flex>
    </PageBody>
  );
}
