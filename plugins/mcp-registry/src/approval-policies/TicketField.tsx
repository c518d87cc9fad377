import { TextField } from '@backstage/ui';
import type { ApprovalState } from '../api/types';
import { useT } from '../hooks/useT';

/** Asks for the number of a ticket, where one makes fewer people enough. */
export function TicketField(props: {
  approval: ApprovalState | undefined;
  value: string;
  onChange(ticket: string): void;
}) {
  const t = useT();
  const isOfUse = props.approval?.rules.some(
    ({ isMet, alternatives }) =>
      !isMet && alternatives.some(({ isTicketMissing }) => isTicketMissing),
  );
  return isOfUse ? (
    <TextField
      label={t('approvalNeeds.ticketField')}
      description={t('approvalNeeds.ticketHint')}
      maxLength={100}
      value={props.value}
      onChange={props.onChange}
    />
  ) : null;
}
