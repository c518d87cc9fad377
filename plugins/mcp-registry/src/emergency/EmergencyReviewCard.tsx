import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { EmergencyReview } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { ListCard } from '../components/ListCard';
import { ReasonDialog } from '../components/ReasonDialog';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { Selection } from '../tools/Selection';

type Verdict = 'justified' | 'not-justified';

/** Somebody took access in an emergency: why, and whether that was justified. */
export function EmergencyReviewCard(props: {
  review: EmergencyReview;
  onClosed(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { review } = props;
  const [verdict, setVerdict] = useState<Verdict>();
  const close = useAction(
    useCallback(
      (said: Verdict, note: string) =>
        registry.closeEmergencyReview(review.id, { verdict: said, note }),
      [registry, review.id],
    ),
  );
  const isActive = review.grantState === 'active';
  return (
    <ListCard
      title={
        <Text as="h3" variant="title-x-small" style={{ margin: 0 }}>
          <EntityName entityRef={review.takenBy} variant="title-x-small" />{' '}
          {t('emergency.took')}{' '}
          <EntityName entityRef={review.serverRef} variant="title-x-small" />
        </Text>
      }
      labels={
        <>
          <StatusLabel tone="bad">{t('grantState.emergency')}</StatusLabel>
          {review.state === 'escalated' && (
            <StatusLabel tone="warn">{t('reviews.escalated')}</StatusLabel>
          )}
        </>
      }
      actions={
        review.canClose && (
          <>
            <Button
              size="small"
              variant="primary"
              onPress={() => setVerdict('justified')}
            >
              {t('emergency.justified')}
            </Button>
            <Button
              size="small"
              variant="secondary"
              onPress={() => setVerdict('not-justified')}
            >
              {t('emergency.notJustified')}
            </Button>
          </>
        )
      }
    >
      <Facts
        items={[
          { label: t('emergency.why'), value: review.reason },
          {
            label: t('emergency.when'),
            value: <RelativeTime at={review.createdAt} />,
          },
          {
            label: t(isActive ? 'emergency.ends' : 'emergency.ended'),
            value: <RelativeTime at={review.expiresAt} />,
          },
          {
            label: t('emergency.covers'),
            value: <Selection tools={review.tools} />,
          },
          { label: t('emergency.policy'), value: review.policy },
        ]}
      />
      {!review.canClose && (
        <Text as="p" color="secondary" style={{ margin: 0 }}>
          {t('emergency.mine')}
        </Text>
      )}
      {verdict && (
        <ReasonDialog
          title={t('emergency.closeTitle')}
          lead={
            <>
              {t('emergency.closeLead')}
              {verdict === 'not-justified' &&
                isActive &&
                ` ${t('emergency.endsNow')}`}
            </>
          }
          label={t('emergency.note')}
          confirm={t(
            verdict === 'justified'
              ? 'emergency.justified'
              : 'emergency.notJustified',
          )}
          destructive={verdict === 'not-justified'}
          problemTitle={t('emergency.closeFailed')}
          error={close.error}
          running={close.running}
          onConfirm={note =>
            void close.run(verdict, note).then(closed => {
              if (closed) {
                setVerdict(undefined);
                props.onClosed();
              }
            })
          }
          onClose={() => {
            setVerdict(undefined);
            close.clear();
          }}
        />
      )}
    </ListCard>
  );
}
