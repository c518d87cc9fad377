import { PageBody } from '../components/PageBody';
import { useT } from '../hooks/useT';
import { SetupChecks } from './SetupChecks';

/** How the installation is doing, for those who run it. */
export function OperationsPage() {
  const t = useT();
  return (
    <PageBody title={t('operations.title')} lead={t('operations.lead')}>
      <SetupChecks />
    </PageBody>
  );
}
