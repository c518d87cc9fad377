import type { Revision } from '../api/types';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';
import { trustWords } from './trustWords';
import { useRevisionChecks } from './useRevisionChecks';

/** Why to trust a server, in one line: who approved it and when, who signed it, and what is worth a look. */
export function TrustLine({ approved }: { approved: Revision }) {
  const t = useT();
  const { value } = useRevisionChecks(approved.digest);
  const words = value ? trustWords(t, value) : [];
  return (
    <>
      {t('about.reviewed')}{' '}
      {approved.decidedBy && (
        <EntityName entityRef={approved.decidedBy} plain />
      )}{' '}
      {approved.decidedAt && <RelativeTime at={approved.decidedAt} />}
      {words.map(word => `; ${word}`).join('')}
    </>
  );
}
