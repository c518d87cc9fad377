import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Box, Button, Checkbox, Select, TextField } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { ApiProblem } from '../api/ApiProblem';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { AccessDecision, AccessRequest, Tool } from '../api/types';
import { TicketField } from '../approval-policies/TicketField';
import { Problem } from '../components/Problem';
import { ReasonDialog } from '../components/ReasonDialog';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { ToolTicks } from '../tools/ToolTicks';
import {
  approval,
  askedTools,
  durationChoices,
  firstDraft,
  grantsLess,
  longestDays,
} from './accessDraft';
import styles from './approvals.module.css';

/** Approve, approve less, or deny with a reason. */
export function AccessDecisionForm(props: {
  request: AccessRequest;
  tools: readonly Tool[] | undefined;
  seenRevisionDigest: string | undefined;
  onDecided(request: AccessRequest): void;
  onRefresh(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { request, tools, seenRevisionDigest, onDecided } = props;
  const [draft, setDraft] = useState(() => firstDraft(request, tools));
  const [whole, setWhole] = useState(false);
  const [note, setNote] = useState('');
  const [ticket, setTicket] = useState('');
  const [denying, setDenying] = useState(false);
  const send = useCallback(
    (decision: AccessDecision) =>
      registry.decideAccessRequest(request.id, decision),
    [registry, request.id],
  );
  const decide = useAction(send);
  const asked = askedTools(request, tools);
  const nothing = asked ? draft.toolNames?.length === 0 : !whole;
  const conflict =
    decide.error instanceof ApiProblem && decide.error.status === 409;

  const finish = async (decision: AccessDecision) => {
    const decided = await decide.run(decision);
    if (decided) {
      setDenying(false);
      onDecided(decided);
    }
  };
  const label = () => {
    if (asked && draft.toolNames && draft.toolNames.length < asked.length) {
      return t('approvals.approveSome', {
        some: String(draft.toolNames.length),
        all: String(asked.length),
      });
    }
    return grantsLess(draft, request, tools)
      ? t('approvals.approveShorter')
      : t('approvals.approve');
  };

  return (
    <Box
      bg="neutral"
      className={styles.form}
      role="group"
      aria-label={t('approvals.decision')}
    >
      {asked ? (
        <ToolTicks
          tools={asked}
          value={draft.toolNames ?? []}
          onChange={toolNames => setDraft({ ...draft, toolNames })}
        />
      ) : (
        <Checkbox isSelected={whole} onChange={setWhole}>
          {t('approvals.wholeServer')}
        </Checkbox>
      )}
      <div className={styles.fields}>
        <Select
          label={t('approvals.howLong')}
          options={durationChoices(longestDays(request)).map(days => ({
            id: String(days),
            label: t('common.days', { count: days }),
          }))}
          value={String(draft.durationDays)}
          onChange={value =>
            setDraft({ ...draft, durationDays: Number(value) })
          }
        />
        <TextField
          label={t('approvals.note')}
          maxLength={1000}
          value={note}
          onChange={setNote}
        />
        <TicketField
          approval={request.approval}
          value={ticket}
          onChange={setTicket}
        />
      </div>
      {!denying && decide.error && !conflict && (
        <Problem title={t('approvals.failed')} error={decide.error} />
      )}
      {conflict && (
        <Alert
          role="alert"
          status="warning"
          icon
          title={t('approvals.conflict')}
          description={decide.error?.message}
          customActions={
            <Button size="small" variant="secondary" onPress={props.onRefresh}>
              {t('approvals.refresh')}
            </Button>
          }
        />
      )}
      <div className={styles.buttons}>
        <Button
          variant="primary"
          isDisabled={nothing}
          isPending={decide.running && !denying}
          onPress={() =>
            void finish(
              approval({
                draft,
                request,
                tools,
                reason: note.trim(),
                seenRevisionDigest,
                ticket: ticket.trim(),
              }),
            )
          }
        >
          {label()}
        </Button>
        <Button variant="secondary" onPress={() => setDenying(true)}>
          {t('approvals.deny')}
        </Button>
      </div>
      {denying && (
        <ReasonDialog
          title={t('approvals.denyTitle')}
          lead={t('approvals.denyLead')}
          label={t('approvals.denyReason')}
          confirm={t('approvals.deny')}
          destructive
          problemTitle={t('approvals.failed')}
          error={decide.error}
          running={decide.running}
          onConfirm={reason =>
            void finish({
              decision: 'deny',
              reason,
              ...(seenRevisionDigest ? { seenRevisionDigest } : {}),
            })
          }
          onClose={() => {
            setDenying(false);
            if (!conflict) {
              decide.clear();
            }
          }}
        />
      )}
    </Box>
  );
}
