import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Revision, RevisionEntry } from '../api/types';
import { ReasonDialog } from '../components/ReasonDialog';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

/** Says what a rollback does, asks why, and does it. */
export function RollbackDialog(props: {
  serverRef: string;
  target: RevisionEntry;
  approved: Pick<RevisionEntry, 'digest' | 'number'>;
  onDone(revision: Revision): void;
  onClose(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { serverRef, target, approved, onDone, onClose } = props;
  const act = useAction(
    useCallback(
      (reason: string) =>
        registry.rollBack(serverRef, {
          digest: target.digest,
          seenApprovedDigest: approved.digest,
          reason,
        }),
      [registry, serverRef, target.digest, approved.digest],
    ),
  );
  return (
    <ReasonDialog
      title={t('rollback.title', { number: String(target.number) })}
      lead={
        <>
          {t('rollback.lead', { approved: String(approved.number) })}{' '}
          {t('rollback.review')}
        </>
      }
      label={t('rollback.reason')}
      confirm={t('rollback.confirm')}
      problemTitle={t('rollback.failed')}
      error={act.error}
      running={act.running}
      onConfirm={reason =>
        void act.run(reason).then(revision => {
          if (revision) onDone(revision);
        })
      }
      onClose={onClose}
    />
  );
}
