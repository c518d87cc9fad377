import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Link, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { ConditionLift } from '../api/types';
import { EntityName } from '../components/EntityName';
import { ListCard } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { useAction } from '../hooks/useAction';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import styles from './conditions.module.css';
import { LiftFacts } from './LiftFacts';

/** A wish that nobody has decided, on the server's page. */
export function OpenWish(props: {
  lift: ConditionLift;
  /** Whether it may be theirs to decide; the inbox knows. */
  mayDecide: boolean;
  onChanged(): void;
}) {
  const t = useT();
  const links = useLinks();
  const registry = useApi(mcpRegistryApiRef);
  const { lift, mayDecide, onChanged } = props;
  const withdraw = useAction(
    useCallback(() => registry.withdrawLift(lift.id), [registry, lift.id]),
  );
  return (
    <ListCard
      title={
        <Text
          as="h4"
          variant="body-medium"
          weight="bold"
          className={styles.flat}
        >
          <EntityName entityRef={lift.requestedBy} plain />{' '}
          {t('conditions.asksToLift')} · <RelativeTime at={lift.requestedAt} />
        </Text>
      }
      labels={
        <StatusLabel tone="info">{t('conditions.liftState.open')}</StatusLabel>
      }
      actions={
        lift.canWithdraw ? (
          <Button
            size="small"
            variant="secondary"
            isPending={withdraw.running}
            onPress={() =>
              void withdraw.run().then(done => done && onChanged())
            }
          >
            {t('conditions.withdraw')}
          </Button>
        ) : (
          mayDecide && (
            <Link href={links.approvals()}>{t('conditions.decideThere')}</Link>
          )
        )
      }
    >
      <LiftFacts lift={lift} />
      <Problem title={t('conditions.withdrawFailed')} error={withdraw.error} />
    </ListCard>
  );
}
