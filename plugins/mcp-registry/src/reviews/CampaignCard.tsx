import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { ReviewCampaign } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { ListCard } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { RiskLabel } from '../components/RiskLabel';
import { StatusLabel } from '../components/StatusLabel';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import styles from './reviews.module.css';
import { saveBlob } from '../components/saveBlob';

const COUNTS = [
  'waiting',
  'suspended',
  'kept',
  'narrowed',
  'ended',
  'gone',
] as const;

/** One campaign: how far it is, and its evidence. */
export function CampaignCard({ campaign }: { campaign: ReviewCampaign }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { counts } = campaign;
  const all = COUNTS.reduce((sum, key) => sum + counts[key], 0);
  const done = all - counts.waiting - counts.suspended;
  const save = useAction(
    useCallback(async () => {
      const csv = await registry.exportReviewCampaign(campaign.id);
      saveBlob(
        new Blob([csv], { type: 'text/csv' }),
        `access-review-${campaign.riskTier}-${campaign.openedAt.slice(
          0,
          10,
        )}.csv`,
      );
    }, [registry, campaign]),
  );
  const progress = t('campaigns.progress', {
    done: String(done),
    all: String(all),
  });
  return (
    <ListCard
      title={
        <Text as="h4" variant="title-x-small" style={{ margin: 0 }}>
          {progress}
        </Text>
      }
      labels={
        <>
          <RiskLabel risk={campaign.riskTier} />
          <StatusLabel tone={campaign.state === 'open' ? 'info' : 'good'}>
            {t(`campaigns.${campaign.state}`)}
          </StatusLabel>
        </>
      }
      actions={
        <Button
          size="small"
          variant="tertiary"
          isPending={save.running}
          onPress={() => void save.run()}
        >
          {t('campaigns.save')}
        </Button>
      }
    >
      <progress
        className={styles.progress}
        aria-label={progress}
        value={done}
        max={Math.max(all, 1)}
      />
      <Text as="p" style={{ margin: 0 }}>
        {COUNTS.filter(key => counts[key] > 0)
          .map(key => t(`campaigns.${key}`, { number: String(counts[key]) }))
          .join(' · ')}
      </Text>
      <Facts
        items={[
          {
            label: t('campaigns.openedAt'),
            value: (
              <>
                <RelativeTime at={campaign.openedAt} />{' '}
                <EntityName entityRef={campaign.openedBy} plain />
              </>
            ),
          },
          campaign.state === 'open' && {
            label: t('campaigns.suspendsAt'),
            value: <RelativeTime at={campaign.suspendAt} />,
          },
        ]}
      />
      <Problem title={t('campaigns.saveFailed')} error={save.error} />
    </ListCard>
  );
}
