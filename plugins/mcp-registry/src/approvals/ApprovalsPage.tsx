import { Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import { PageBody } from '../components/PageBody';
import { useOpenCount } from '../hooks/useOpenCount';
import { useT } from '../hooks/useT';
import { Delegations } from './delegation/Delegations';
import { useUrlState } from '../hooks/useUrlState';
import { CampaignsTab } from '../reviews/CampaignsTab';
import { ReviewsTab } from '../reviews/ReviewsTab';
import { DecidedItems } from './DecidedItems';
import styles from './approvals.module.css';
import { OpenItems } from './OpenItems';

const TABS = {
  open: OpenItems,
  reviews: ReviewsTab,
  decided: DecidedItems,
  campaigns: CampaignsTab,
  away: Delegations,
};

/** What waits for my decision, and what was decided. */
export function ApprovalsPage() {
  const t = useT();
  const { decisions, reviews } = useOpenCount();
  const { get, set } = useUrlState();
  const asked = get('tab') ?? 'open';
  const tab = asked in TABS ? (asked as keyof typeof TABS) : 'open';
  const Shown = TABS[tab];
  return (
    <PageBody title={t('approvals.title')} lead={t('approvals.lead')}>
      <Tabs
        selectedKey={tab}
        onSelectionChange={key =>
          set({ tab: key === 'open' ? undefined : String(key) })
        }
      >
        <div className={styles.tabs}>
          <TabList aria-label={t('approvals.title')}>
            <Tab id="open">
              {decisions > 0
                ? t('approvals.tabOpenCount', { open: String(decisions) })
                : t('approvals.tabOpen')}
            </Tab>
            <Tab id="reviews">
              {reviews > 0
                ? t('approvals.tabReviewsCount', { open: String(reviews) })
                : t('reviews.tab')}
            </Tab>
            <Tab id="decided">{t('approvals.tabDecided')}</Tab>
            <Tab id="campaigns">{t('reviews.campaignsTab')}</Tab>
            <Tab id="away">{t('delegation.tab')}</Tab>
          </TabList>
        </div>
        <TabPanel key={tab} id={tab}>
          <Shown />
        </TabPanel>
      </Tabs>
    </PageBody>
  );
}
