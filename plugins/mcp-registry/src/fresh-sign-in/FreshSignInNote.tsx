import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Alert, ButtonLink, VisuallyHidden } from '@backstage/ui';
import { useEffect, useState } from 'react';
import { useT } from '../hooks/useT';
import { signInAddress } from './signInAddress';
import { onSignIn } from './signInChannel';

/** A decision was refused for want of a fresh sign-in: the way there, and when it is done, that it is. */
export function FreshSignInNote(props: { signInUrl: string }) {
  const t = useT();
  const portalUrl = useApi(configApiRef).getString('app.baseUrl');
  const [isDone, setIsDone] = useState(false);
  useEffect(() => onSignIn(() => setIsDone(true)), []);
  if (isDone) {
    return (
      <Alert
        role="status"
        status="success"
        icon
        title={t('freshSignIn.done')}
        description={t('freshSignIn.doneHint')}
      />
    );
  }
  const address = signInAddress(props.signInUrl, portalUrl);
  return (
    <Alert
      role="alert"
      status="warning"
      icon
      title={t('freshSignIn.needed')}
      description={
        address
          ? t('freshSignIn.neededHint')
          : t('freshSignIn.unsafe', { address: props.signInUrl })
      }
      customActions={
        address && (
          <ButtonLink
            size="small"
            variant="primary"
            href={address}
            target="_blank"
            rel="noopener"
          >
            {t('freshSignIn.open')}
            <VisuallyHidden> ({t('freshSignIn.opens')})</VisuallyHidden>
          </ButtonLink>
        )
      }
    />
  );
}
