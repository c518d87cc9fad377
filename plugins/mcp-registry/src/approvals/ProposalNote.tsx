import { parseEntityRef } from '@backstage/catalog-model';
import { Alert } from '@backstage/ui';
import type { Proposal } from '../api/types';
import { useT } from '../hooks/useT';

/** A decision that came through another plugin: it takes effect only when the approver makes it here. */
export function ProposalNote({ proposal }: { proposal: Proposal }) {
  const t = useT();
  const who = parseEntityRef(proposal.proposedBy).name;
  const through = proposal.actor?.replace(/^plugin:/, '') ?? '';
  return (
    <Alert
      status="info"
      icon
      title={t(`proposal.${proposal.decision}`, {
        who,
        through: through || t('proposal.elsewhere'),
      })}
      description={[proposal.reason, t('proposal.confirm')]
        .filter(Boolean)
        .join(' · ')}
    />
  );
}
