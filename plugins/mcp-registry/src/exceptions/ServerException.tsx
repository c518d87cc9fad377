import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Exception } from '../api/types';
import { Evidence } from '../approvals/Evidence';
import { EntityName } from '../components/EntityName';
import { ListCard } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { ReasonDialog } from '../components/ReasonDialog';
import { RelativeTime } from '../components/RelativeTime';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import styles from '../checks/checks.module.css';
import { ExceptionFacts } from './ExceptionFacts';
import { ExceptionStateLabel } from './ExceptionStateLabel';
import { SaveOpenVex } from './SaveOpenVex';

/** One exception of a server, and what the person may still do about it. */
export function ServerException(props: {
  exception: Exception;
  onChanged(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { exception, onChanged } = props;
  const { id, state, decidedBy, decidedAt, decisionReason } = exception;
  const { closedBy, closedAt, closeReason } = exception;
  const [isRevoking, setRevoking] = useState(false);
  const withdraw = useAction(
    useCallback(() => registry.withdrawException(id), [registry, id]),
  );
  const revoke = useAction(
    useCallback(
      (reason: string) => registry.revokeException(id, reason),
      [registry, id],
    ),
  );
  const hasActions =
    state === 'approved' || exception.canWithdraw || exception.canRevoke;
  return (
    <ListCard
      title={
        <Text
          as="h4"
          variant="body-medium"
          weight="bold"
          className={styles.flat}
        >
          <EntityName entityRef={exception.requestedBy} plain /> ·{' '}
          <RelativeTime at={exception.createdAt} />
        </Text>
      }
      labels={<ExceptionStateLabel state={state} />}
      actions={
        hasActions && (
          <>
            {state === 'approved' && <SaveOpenVex id={id} />}
            {exception.canWithdraw && (
              <Button
                size="small"
                variant="secondary"
                isPending={withdraw.running}
                onPress={() =>
                  void withdraw.run().then(done => done && onChanged())
                }
              >
                {t('exception.withdraw')}
              </Button>
            )}
            {exception.canRevoke && (
              <Button
                size="small"
                variant="secondary"
                onPress={() => setRevoking(true)}
              >
                {t('exception.revoke')}
              </Button>
            )}
          </>
        )
      }
    >
      <ExceptionFacts exception={exception} />
      {decidedBy && decidedAt && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t('approvals.decidedBy')} <EntityName entityRef={decidedBy} plain />{' '}
          · <RelativeTime at={decidedAt} />
          {decisionReason && ` · ${decisionReason}`}
        </Text>
      )}
      {closedBy && closedAt && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t('exception.closed')} <RelativeTime at={closedAt} />
          {closeReason && ` · ${closeReason}`}
        </Text>
      )}
      <Problem title={t('exception.withdrawFailed')} error={withdraw.error} />
      <Evidence history={exception.history} digest={exception.digest} />
      {isRevoking && (
        <ReasonDialog
          title={t('exception.revokeTitle')}
          lead={t('exception.revokeLead')}
          label={t('exception.revokeReason')}
          confirm={t('exception.revoke')}
          destructive
          problemTitle={t('exception.revokeFailed')}
          error={revoke.error}
          running={revoke.running}
          onConfirm={reason =>
            void revoke.run(reason).then(done => {
              if (!done) return;
              setRevoking(false);
              onChanged();
            })
          }
          onClose={() => setRevoking(false)}
        />
      )}
    </ListCard>
  );
}
