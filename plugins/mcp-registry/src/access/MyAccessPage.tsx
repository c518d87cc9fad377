import { PageBody } from '../components/PageBody';
import { MyTokens } from '../connect/MyTokens';
import { useT } from '../hooks/useT';
import { MyGrants } from './MyGrants';
import { MyRequests } from './MyRequests';

/** What I may use, what I asked for, what I have connected. */
export function MyAccessPage() {
  const t = useT();
  return (
    <PageBody title={t('myAccess.title')} lead={t('myAccess.lead')}>
      <MyGrants />
      <MyRequests />
      <MyTokens />
    </PageBody>
  );
}
