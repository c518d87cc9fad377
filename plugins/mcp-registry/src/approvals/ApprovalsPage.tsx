import { Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import { PageBody } from '../components/PageBody';
import { useOpenCount } from '../hooks/useOpenCount';
import { useT } from '../hooks/useT';
import { Delegations } from './delegation/Delegations';
import { DecidedItems } from './DecidedItems';
import { OpenItems } from './OpenItems';

/** What waits for my decision, and what was decided. */
export function ApprovalsPage() {
  const t = useT();
  const open = useOpenCount();
  return (
    <PageBody title={t('approvals.title')} lead={t('approvals.lead')}>
      <Tabs>
        <TabList aria-label={t('approvals.title')}>
          <Tab id="open">
            {open > 0
              ? t('approvals.tabOpenCount', { open: String(open) })
              : t('approvals.tabOpen')}
          </Tab>
          <Tab id="decided">{t('approvals.tabDecided')}</Tab>
          <Tab id="away">{t('delegation.tab')}</Tab>
        </TabList>
        <TabPanel id="open">
          <OpenItems />
        </TabPanel>
        <TabPanel id="decided">
          <DecidedItems />
        </TabPanel>
        <TabPanel id="away">
          <Delegations />
        </TabPanel>
      </Tabs>
    </PageBody>
  );
}
