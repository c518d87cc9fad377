import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Select } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { RiskTier } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useAction } from '../hooks/useAction';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { CampaignCard } from './CampaignCard';
import styles from './reviews.module.css';

const TIERS: readonly RiskTier[] = ['low', 'medium', 'high', 'critical'];

/** How far reviews are, and a way to open one now. */
export function CampaignsTab() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const [tier, setTier] = useState<RiskTier>('high');
  const campaigns = useLoad(
    useCallback(() => registry.listReviewCampaigns(), [registry]),
  );
  const open = useAction(
    useCallback(
      (riskTier: RiskTier) => registry.openReviewCampaign(riskTier),
      [registry],
    ),
  );
  return (
    <Section
      title={t('campaigns.title')}
      hint={t('campaigns.hint')}
      actions={
        <div className={styles.openNow}>
          <Select
            aria-label={t('campaigns.tier')}
            options={TIERS.map(id => ({ id, label: t(`risk.${id}`) }))}
            value={tier}
            onChange={value => setTier(value as RiskTier)}
          />
          <Button
            variant="secondary"
            isPending={open.running}
            onPress={() =>
              void open.run(tier).then(opened => {
                if (opened) campaigns.refresh();
              })
            }
          >
            {t('campaigns.openNow')}
          </Button>
        </div>
      }
    >
      <Problem title={t('campaigns.openFailed')} error={open.error} />
      <Problem
        title={t('campaigns.failed')}
        error={campaigns.error}
        onRetry={campaigns.refresh}
      />
      {!campaigns.value && campaigns.loading && <Lines />}
      {campaigns.value?.length === 0 && (
        <EmptyState
          title={t('campaigns.empty')}
          hint={t('campaigns.emptyHint')}
        />
      )}
      {campaigns.value && campaigns.value.length > 0 && (
        <CardList label={t('campaigns.title')}>
          {campaigns.value.map(campaign => (
            <CampaignCard key={campaign.id} campaign={campaign} />
          ))}
        </CardList>
      )}
    </Section>
  );
}
