import { Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import { AlertsView } from '../alerts/AlertsView';
import { PageBody } from '../components/PageBody';
import { FleetView } from '../fleet/FleetView';
import { Repositories } from '../gitops/Repositories';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { SetupChecks } from './SetupChecks';
import styles from './operations.module.css';

const VIEWS = ['setup', 'fleet', 'alerts', 'repositories'] as const;

/** How the installation is doing, for those who run it. */
export function OperationsPage() {
  const t = useT();
  const { get, set } = useUrlState();
  const view = VIEWS.find(id => id === get('view')) ?? 'setup';
  return (
    <PageBody title={t('operations.title')} lead={t('operations.lead')}>
      <Tabs
        selectedKey={view}
        onSelectionChange={key => set({ view: String(key) })}
      >
        <TabList aria-label={t('operations.title')}>
          <Tab id="setup">{t('fleet.setup')}</Tab>
          <Tab id="fleet">{t('fleet.title')}</Tab>
          <Tab id="alerts">{t('alerts.title')}</Tab>
          <Tab id="repositories">{t('gitops.title')}</Tab>
        </TabList>
        <TabPanel id={view}>
          <div className={styles.view}>
            {view === 'setup' && <SetupChecks />}
            {view === 'fleet' && <FleetView />}
            {view === 'alerts' && <AlertsView />}
            {view === 'repositories' && <Repositories />}
          </div>
        </TabPanel>
      </Tabs>
    </PageBody>
  );
}
