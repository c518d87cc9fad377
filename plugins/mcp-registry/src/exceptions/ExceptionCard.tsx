import { useApi } from '@backstage/frontend-plugin-api';
import { Box, Button, Text, TextField } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Exception, ExceptionDecision, InboxItem } from '../api/types';
import { Evidence } from '../approvals/Evidence';
import { ProposalNote } from '../approvals/ProposalNote';
import { DataLabel } from '../components/DataLabel';
import { EntityName } from '../components/EntityName';
import { ListCard } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { ReasonDialog } from '../components/ReasonDialog';
import { RelativeTime } from '../components/RelativeTime';
import { RiskLabel } from '../components/RiskLabel';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import styles from '../approvals/approvals.module.css';
import { EndField } from './EndField';
import { endChoices } from './endChoices';
import { ExceptionFacts } from './ExceptionFacts';

/** Somebody asks that a finding is accepted for a time: what was found, why, until when, and the decision. */
export function ExceptionCard(props: {
  item: InboxItem;
  exception: Exception;
  onDecided(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { item, exception, onDecided } = props;
  const [isDenying, setDenying] = useState(false);
  const [note, setNote] = useState('');
  const [now] = useState(() => Date.now());
  const latest =
    exception.expiresAt < exception.latestEnd
      ? exception.expiresAt
      : exception.latestEnd;
  const [choices] = useState(() => endChoices(now, latest));
  const [expiresAt, setEnd] = useState(choices[choices.length - 1]);
  const decide = useAction(
    useCallback(
      (decision: ExceptionDecision) =>
        registry.decideException(exception.id, decision),
      [registry, exception.id],
    ),
  );
  const finish = async (decision: ExceptionDecision) => {
    if (await decide.run(decision)) onDecided();
  };
  return (
    <ListCard
      title={
        <Text as="h3" variant="title-x-small" className={styles.flat}>
          {t('exception.from')}
          <EntityName
            entityRef={exception.requestedBy}
            variant="title-x-small"
          />
          {t('exception.wants')}
          <EntityName entityRef={exception.serverRef} variant="title-x-small" />
        </Text>
      }
      labels={
        <>
          <RiskLabel risk={item.server.riskTier} />
          <DataLabel classification={item.server.dataClassification} />
        </>
      }
    >
      <Text as="p" color="secondary" className={styles.flat}>
        <RelativeTime at={exception.createdAt} />
      </Text>
      <ExceptionFacts exception={exception} />
      {exception.proposal && <ProposalNote proposal={exception.proposal} />}
      <Box
        bg="neutral"
        className={styles.form}
        role="group"
        aria-label={t('approvals.decision')}
      >
        <div className={styles.fields}>
          <EndField {...{ choices, now }} value={expiresAt} onChange={setEnd} />
          <TextField
            label={t('approvals.note')}
            maxLength={1000}
            value={note}
            onChange={setNote}
          />
        </div>
        {!isDenying && (
          <Problem
            title={t('exception.decideFailed')}
            error={decide.error}
            onRetry={onDecided}
          />
        )}
        <div className={styles.buttons}>
          <Button
            variant="primary"
            isPending={decide.running && !isDenying}
            onPress={() =>
              void finish({
                decision: 'approve',
                expiresAt,
                ...(note.trim() && { reason: note.trim() }),
              })
            }
          >
            {t(
              expiresAt < exception.expiresAt
                ? 'exception.approveShorter'
                : 'exception.approve',
            )}
          </Button>
          <Button variant="secondary" onPress={() => setDenying(true)}>
            {t('exception.deny')}
          </Button>
        </div>
      </Box>
      <Evidence history={exception.history} digest={exception.digest} />
      {isDenying && (
        <ReasonDialog
          title={t('exception.denyTitle')}
          lead={t('exception.denyLead')}
          label={t('exception.denyReason')}
          confirm={t('exception.deny')}
          destructive
          problemTitle={t('exception.decideFailed')}
          error={decide.error}
          running={decide.running}
          onConfirm={reason => void finish({ decision: 'deny', reason })}
          onClose={() => setDenying(false)}
        />
      )}
    </ListCard>
  );
}
