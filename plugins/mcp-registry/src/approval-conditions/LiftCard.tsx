import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Text, TextField } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { ConditionLift, InboxItem, LiftDecision } from '../api/types';
import { TicketField } from '../approval-policies/TicketField';
import styles from '../approvals/approvals.module.css';
import { DataLabel } from '../components/DataLabel';
import { EntityName } from '../components/EntityName';
import { ListCard } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { ReasonDialog } from '../components/ReasonDialog';
import { RelativeTime } from '../components/RelativeTime';
import { RiskLabel } from '../components/RiskLabel';
import { useAction } from '../hooks/useAction';
import { useNow } from '../hooks/useNow';
import { inboxChanged } from '../hooks/useOpenCount';
import { useT } from '../hooks/useT';
import { isOver } from './isOver';
import { LiftAgreed } from './LiftAgreed';
import { LiftFacts } from './LiftFacts';

/** Somebody asks to lift conditions: who, why, what would change, and the decision. */
export function LiftCard(props: {
  item: InboxItem;
  lift: ConditionLift;
  onDecided(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const now = useNow(30_000);
  const { item, lift, onDecided } = props;
  const [isDenying, setDenying] = useState(false);
  const [note, setNote] = useState('');
  const [ticket, setTicket] = useState('');
  const [agreed, setAgreed] = useState<ConditionLift>();
  const decide = useAction(
    useCallback(
      (decision: LiftDecision) => registry.decideLift(lift.id, decision),
      [registry, lift.id],
    ),
  );
  const finish = async (decision: LiftDecision) => {
    const decided = await decide.run(decision);
    if (!decided) return;
    setDenying(false);
    if (decided.state === 'open') {
      setAgreed(decided);
      inboxChanged();
    } else {
      onDecided();
    }
  };
  const { server } = item;
  const standsStill =
    server.status === 'suspended' &&
    lift.conditions?.some(({ condition }) => isOver(condition, now));
  return (
    <ListCard
      title={
        <Text as="h3" variant="title-x-small" className={styles.flat}>
          <EntityName entityRef={lift.requestedBy} variant="title-x-small" />
          {t('conditions.asksToLiftOf')}
          <EntityName entityRef={server.serverRef} variant="title-x-small" />
        </Text>
      }
      labels={
        <>
          <RiskLabel risk={server.riskTier} />
          <DataLabel classification={server.dataClassification} />
        </>
      }
    >
      <Text as="p" color="secondary" className={styles.flat}>
        <RelativeTime at={lift.requestedAt} />
      </Text>
      <LiftFacts lift={agreed ?? lift} />
      {standsStill && (
        <Alert status="warning" icon title={t('conditions.servesAgain')} />
      )}
      {agreed ? (
        <LiftAgreed onHide={onDecided} />
      ) : (
        <>
          <div className={styles.fields}>
            <TextField
              label={t('approvals.note')}
              maxLength={1000}
              value={note}
              onChange={setNote}
            />
            <TicketField
              approval={lift.approval}
              value={ticket}
              onChange={setTicket}
            />
          </div>
          {!isDenying && (
            <Problem
              title={t('conditions.decideFailed')}
              error={decide.error}
              onRetry={onDecided}
            />
          )}
          <div
            className={styles.buttons}
            role="group"
            aria-label={t('approvals.decision')}
          >
            <Button
              variant="primary"
              isPending={decide.running && !isDenying}
              onPress={() =>
                void finish({
                  decision: 'approve',
                  ...(note.trim() && { reason: note.trim() }),
                  ...(ticket.trim() && { ticket: ticket.trim() }),
                })
              }
            >
              {t('conditions.approve')}
            </Button>
            <Button variant="secondary" onPress={() => setDenying(true)}>
              {t('conditions.deny')}
            </Button>
          </div>
        </>
      )}
      {isDenying && (
        <ReasonDialog
          title={t('conditions.denyTitle')}
          lead={t('conditions.denyLead')}
          label={t('conditions.denyReason')}
          confirm={t('conditions.deny')}
          destructive
          problemTitle={t('conditions.decideFailed')}
          error={decide.error}
          running={decide.running}
          onConfirm={reason => void finish({ decision: 'deny', reason })}
          onClose={() => setDenying(false)}
        />
      )}
    </ListCard>
  );
}
