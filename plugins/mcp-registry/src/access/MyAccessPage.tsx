import { useState } from 'react';
import { EmergencyBanner } from '../emergency/EmergencyBanner';
import { ConnectedAccounts } from '../accounts/ConnectedAccounts';
import { PageBody } from '../components/PageBody';
import { MyConfirmations } from '../confirm/MyConfirmations';
import { MyTokens } from '../connect/MyTokens';
import { useT } from '../hooks/useT';
import { MyPersonalTokens } from '../personal-tokens/MyPersonalTokens';
import { MyApplications } from '../consent/MyApplications';
import { AllMyTools } from './AllMyTools';
import { MyGrants } from './MyGrants';
import { MyRequests } from './MyRequests';

/** What I may use, what I asked for, what I have connected. */
export function MyAccessPage() {
  const t = useT();
  const [made, setMade] = useState(0);
  return (
    <PageBody title={t('myAccess.title')} lead={t('myAccess.lead')}>
      <EmergencyBanner />
      <MyGrants />
      <MyRequests />
      <AllMyTools onToken={() => setMade(count => count + 1)} />
      <ConnectedAccounts />
      <MyConfirmations />
      <MyApplications onEnded={() => setMade(count => count + 1)} />
      <MyTokens version={made} />
      <MyPersonalTokens version={made} />
    </PageBody>
  );
}
