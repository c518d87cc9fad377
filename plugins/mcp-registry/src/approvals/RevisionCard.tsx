import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { InboxItem, Revision, RevisionDecision } from '../api/types';
import { ApproveUnder } from '../approval-conditions/ApproveUnder';
import { GivenConditions } from '../approval-conditions/GivenConditions';
import {
  type ConditionDraft,
  readDraft,
} from '../approval-conditions/conditionDraft';
import { ChecksPanel } from '../checks/ChecksPanel';
import { DataLabel } from '../components/DataLabel';
import { EntityName } from '../components/EntityName';
import { ListCard } from '../components/ListCard';
import { OutsideLabel } from '../components/OutsideLabel';
import { Problem } from '../components/Problem';
import { ReasonDialog } from '../components/ReasonDialog';
import { RelativeTime } from '../components/RelativeTime';
import { RiskLabel } from '../components/RiskLabel';
import { StatusLabel } from '../components/StatusLabel';
import { useAction } from '../hooks/useAction';
import { inboxChanged } from '../hooks/useOpenCount';
import { useT } from '../hooks/useT';
import { EffectLabel } from '../tools/EffectLabel';
import { groupTools } from '../tools/groupTools';
import { ApprovalNote } from '../approval-policies/ApprovalNote';
import { TicketField } from '../approval-policies/TicketField';
import { Evidence } from './Evidence';
import { AgreedNote } from './AgreedNote';
import { ConsentNote } from './ConsentNote';
import { HostedReview } from './HostedReview';
import { ProposalNote } from './ProposalNote';
import { RevisionThread } from '../revisions/RevisionThread';
import { RevisionDifference } from '../revisions/RevisionDifference';
import { ContextCost } from '../usage/ContextCost';
import { snapshotWords } from './snapshotWords';
import styles from './approvals.module.css';

/** A revision waits for review: what would run, in words, and the decision. */
export function RevisionCard(props: {
  item: InboxItem;
  revision: Revision;
  onDecided(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { item, revision, onDecided } = props;
  const [refusing, setRefusing] = useState<'reject' | 'request-changes'>();
  const rejecting = refusing !== undefined;
  const [isHeld, setHeld] = useState(false);
  const [agreed, setAgreed] = useState<Revision>();
  const [seenApprovedDigest, setSeen] = useState<string>();
  const [ticket, setTicket] = useState('');
  const [draft, setDraft] = useState<ConditionDraft>();
  const [tried, setTried] = useState(false);
  const under = draft && readDraft(draft, Date.now());
  const decide = useAction(
    useCallback(
      (decision: RevisionDecision) =>
        registry.decideRevision(revision.digest, decision),
      [registry, revision.digest],
    ),
  );
  const finish = async (decision: RevisionDecision) => {
    const decided = await decide.run(decision);
    if (!decided) {
      return;
    }
    setRefusing(undefined);
    if (isHalfway(decided)) {
      setAgreed(decided);
      inboxChanged();
    } else {
      onDecided();
    }
  };
  const { known, tools, probeError } = revision.toolSurface;
  return (
    <ListCard
      title={
        <Text as="h3" variant="title-x-small" className={styles.flat}>
          {t('revision.before')}
          <EntityName
            entityRef={revision.submittedBy}
            variant="title-x-small"
          />
          {t('revision.between', { number: String(revision.number) })}
          <EntityName entityRef={revision.serverRef} variant="title-x-small" />
        </Text>
      }
      labels={
        <>
          <RiskLabel risk={item.server.riskTier} />
          <DataLabel classification={item.server.dataClassification} />
          <OutsideLabel outside={item.server.outsideCompany} />
        </>
      }
    >
      <Text as="p" color="secondary" className={styles.flat}>
        <RelativeTime at={revision.submittedAt} />
        {revision.note && ` · ${revision.note}`}
      </Text>
      <Text as="p" className={styles.flat}>
        {item.server.description}
      </Text>
      {revision.answers && <RevisionThread digest={revision.digest} />}
      <RevisionDifference digest={revision.digest} onSeen={setSeen} />
      <ul className={styles.words} aria-label={t('revision.words')}>
        {snapshotWords(revision.snapshot, t).map(line => (
          <li key={line}>
            <Text>{line}</Text>
          </li>
        ))}
      </ul>
      <HostedReview revision={revision} />
      {known ? (
        <div className={styles.buttons}>
          {groupTools(tools).map(group => (
            <EffectLabel
              key={group.effect}
              effect={group.effect}
              count={group.tools.length}
            />
          ))}
        </div>
      ) : (
        <Text as="p" className={styles.flat}>
          <StatusLabel tone="warn">{t('tools.unknown')}</StatusLabel>{' '}
          {probeError}
        </Text>
      )}
      <ContextCost tools={tools} />
      <ChecksPanel digest={revision.digest} onGate={setHeld} />
      {!agreed && <ConsentNote revision={revision} />}
      {!agreed && <ApprovalNote revision={revision} />}
      {revision.proposal && <ProposalNote proposal={revision.proposal} />}
      {!rejecting && (
        <Problem
          title={t('approvals.failed')}
          error={decide.error}
          onRetry={onDecided}
        />
      )}
      <GivenConditions revision={agreed ?? revision} held={item.conditions} />
      {!agreed && (
        <ApproveUnder
          {...{ revision, draft }}
          problem={tried ? under?.problem : undefined}
          onChange={setDraft}
        />
      )}
      {!agreed && (
        <TicketField
          approval={revision.approval}
          value={ticket}
          onChange={setTicket}
        />
      )}
      {agreed ? (
        <AgreedNote revision={agreed} onHide={onDecided} />
      ) : (
        <div
          className={styles.buttons}
          role="group"
          aria-label={t('approvals.decision')}
        >
          <Button
            variant="primary"
            isDisabled={isHeld}
            isPending={decide.running && !rejecting}
            onPress={() => {
              setTried(true);
              // Nobody approves without conditions who wanted some.
              if (under?.problem) return;
              void finish({
                decision: 'approve',
                seenApprovedDigest,
                ...(under && { conditions: under.conditions }),
                ...(ticket.trim() && { ticket: ticket.trim() }),
              });
            }}
          >
            {t('revision.approve')}
          </Button>
          <Button
            variant="secondary"
            onPress={() => setRefusing('request-changes')}
          >
            {t('requestChanges.open')}
          </Button>
          <Button variant="secondary" onPress={() => setRefusing('reject')}>
            {t('revision.reject')}
          </Button>
        </div>
      )}
      <Evidence
        history={revision.history}
        tools={known ? tools : undefined}
        digest={revision.digest}
      />
      {refusing === 'request-changes' && (
        <ReasonDialog
          title={t('requestChanges.title')}
          lead={t('requestChanges.lead')}
          label={t('requestChanges.reason')}
          confirm={t('requestChanges.open')}
          problemTitle={t('approvals.failed')}
          error={decide.error}
          running={decide.running}
          onConfirm={reason => void finish({ decision: refusing, reason })}
          onClose={() => setRefusing(undefined)}
        />
      )}
      {refusing === 'reject' && (
        <ReasonDialog
          title={t('revision.rejectTitle')}
          lead={t('revision.rejectLead')}
          label={t('revision.rejectReason')}
          confirm={t('revision.reject')}
          destructive
          problemTitle={t('approvals.failed')}
          error={decide.error}
          running={decide.running}
          onConfirm={reason => void finish({ decision: 'reject', reason })}
          onClose={() => setRefusing(undefined)}
        />
      )}
    </ListCard>
  );
}

/** Agreed to by some; a decision that was only proposed changes nothing. */
function isHalfway(revision: Revision): boolean {
  return (
    revision.state === 'submitted' &&
    [...(revision.consents ?? []), ...(revision.reviews ?? [])].length > 0 &&
    !revision.proposal
  );
}
