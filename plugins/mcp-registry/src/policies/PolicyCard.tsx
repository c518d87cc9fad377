import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Policy, PolicyList } from '../api/types';
import { ListCard } from '../components/ListCard';
import { ReasonDialog } from '../components/ReasonDialog';
import { StatusLabel } from '../components/StatusLabel';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { ModeLabel } from './ModeLabel';
import styles from './policies.module.css';
import { PolicyFacts } from './PolicyFacts';
import { PolicyHistory } from './PolicyHistory';
import { ProposalPanel } from './ProposalPanel';

/** What was done, for the page to say. */
export type PolicyDone =
  | 'saved'
  | 'proposed'
  | 'confirmed'
  | 'withdrawn'
  | 'removedNow';

/** One policy: what it says, where it comes from, and what can be done with it. */
export function PolicyCard(props: {
  policy: Policy;
  may: PolicyList['may'];
  isOpen: boolean;
  onEdit(): void;
  onDone(what: PolicyDone): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { policy, may, onDone } = props;
  const { name, origin, mode, text, cases = [], version = 0 } = policy;
  const [isHistory, setIsHistory] = useState(false);
  const [removes, setRemoves] = useState(false);
  const remove = useAction(
    useCallback(
      (comment: string) =>
        gateway.removePolicy(name, { comment, baseVersion: version }),
      [gateway, name, version],
    ),
  );
  const isThere = mode !== 'removed';
  const mayWrite = may.write && props.isOpen && origin === 'portal';
  return (
    <ListCard
      title={
        <Text as="h3" variant="title-x-small" className={styles.flat}>
          {name}
        </Text>
      }
      labels={
        <>
          <StatusLabel tone="neutral">{t(`policies.${origin}`)}</StatusLabel>
          <ModeLabel mode={mode} />
          {isThere && !policy.isInForce && (
            <StatusLabel tone="warn">{t('policies.pending')}</StatusLabel>
          )}
        </>
      }
      actions={
        origin === 'portal' && (
          <>
            {mayWrite && isThere && (
              <Button
                size="small"
                variant="secondary"
                aria-label={t('policies.editNamed', { name })}
                onPress={props.onEdit}
              >
                {t('policies.edit')}
              </Button>
            )}
            <Button
              size="small"
              variant="secondary"
              aria-label={t('policies.historyNamed', { name })}
              aria-expanded={isHistory}
              onPress={() => setIsHistory(!isHistory)}
            >
              {t('policies.history')}
            </Button>
            {mayWrite && isThere && (
              <Button
                size="small"
                variant="secondary"
                aria-label={t('policies.removeNamed', { name })}
                onPress={() => {
                  remove.clear();
                  setRemoves(true);
                }}
              >
                {t('policies.remove')}
              </Button>
            )}
          </>
        )
      }
    >
      <PolicyFacts of={policy} />
      {cases.length > 0 && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t('policies.cases', { count: cases.length })}
        </Text>
      )}
      {isThere && (
        <details className={styles.more}>
          <summary>{t('policies.show')}</summary>
          <pre
            className={styles.text}
            role="region"
            aria-label={t('policies.text', { name })}
          >
            {text}
          </pre>
        </details>
      )}
      {policy.proposal && (
        <ProposalPanel
          policy={policy}
          proposal={policy.proposal}
          mayApprove={may.approve && props.isOpen}
          onDone={onDone}
        />
      )}
      {isHistory && (
        <PolicyHistory
          policy={policy}
          mayWrite={mayWrite}
          onRestored={onDone}
        />
      )}
      {removes && (
        <ReasonDialog
          title={t('policyRemove.title', { name })}
          lead={t('policyRemove.lead')}
          label={t('policyRemove.reason')}
          confirm={t('policies.remove')}
          destructive
          problemTitle={t('policyRemove.failed')}
          error={remove.error}
          running={remove.running}
          onClose={() => setRemoves(false)}
          onConfirm={async comment => {
            const done = await remove.run(comment.slice(0, 500));
            if (!done) return;
            setRemoves(false);
            onDone(done.outcome === 'saved' ? 'removedNow' : 'proposed');
          }}
        />
      )}
    </ListCard>
  );
}
