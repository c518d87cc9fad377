import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../../api/McpRegistryApi';
import type { ApprovalDelegation } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { EntityName } from '../../components/EntityName';
import { Lines } from '../../components/Lines';
import { CardList, ListCard } from '../../components/ListCard';
import { Problem } from '../../components/Problem';
import { RelativeTime } from '../../components/RelativeTime';
import { useAction } from '../../hooks/useAction';
import { useLoad } from '../../hooks/useLoad';
import { useMe } from '../../hooks/useMe';
import { useT } from '../../hooks/useT';
import { DelegationDialog } from './DelegationDialog';
import styles from '../approvals.module.css';

/** Who decides in my place, and in whose I do. */
export function Delegations() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const me = useMe();
  const [adding, setAdding] = useState(false);
  const { value, error, loading, refresh } = useLoad(
    useCallback(() => registry.listDelegations(), [registry]),
  );
  const end = useAction(
    useCallback((id: string) => registry.endDelegation(id), [registry]),
  );
  return (
    <Flex direction="column" gap="4">
      <Text as="p" className={styles.flat}>
        {t('delegation.lead')}
      </Text>
      <div className={styles.buttons}>
        <Button variant="primary" onPress={() => setAdding(true)}>
          {t('delegation.add')}
        </Button>
      </div>
      <Problem title={t('delegation.failed')} error={error} onRetry={refresh} />
      <Problem title={t('delegation.endFailed')} error={end.error} />
      {!value && loading && <Lines />}
      {value?.length === 0 && (
        <EmptyState
          title={t('delegation.empty')}
          hint={t('delegation.emptyHint')}
        />
      )}
      {value && value.length > 0 && (
        <CardList label={t('delegation.list')}>
          {value.map(delegation => (
            <Card
              key={delegation.id}
              delegation={delegation}
              isMine={delegation.from === me}
              running={end.running}
              onEnd={() => void end.run(delegation.id).then(refresh)}
            />
          ))}
        </CardList>
      )}
      {adding && (
        <DelegationDialog
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            refresh();
          }}
        />
      )}
    </Flex>
  );
}

function Card(props: {
  delegation: ApprovalDelegation;
  isMine: boolean;
  running: boolean;
  onEnd(): void;
}) {
  const t = useT();
  const { from, to, scope, endsAt, reason } = props.delegation;
  return (
    <ListCard
      title={
        <Text as="h3" variant="title-x-small" className={styles.flat}>
          {props.isMine ? (
            <>
              <EntityName entityRef={to} variant="title-x-small" />{' '}
              {t('delegation.given')}
            </>
          ) : (
            <>
              {t('delegation.got')}{' '}
              <EntityName entityRef={from} variant="title-x-small" />
            </>
          )}
        </Text>
      }
      actions={
        <Button
          variant="secondary"
          isPending={props.running}
          onPress={props.onEnd}
        >
          {t('delegation.end')}
        </Button>
      }
    >
      <Text as="p" className={styles.flat}>
        {t(`delegation.scopeName.${scope}`)} · {t('delegation.lasts')}{' '}
        <RelativeTime at={endsAt} />
        {reason && ` · ${reason}`}
      </Text>
    </ListCard>
  );
}
