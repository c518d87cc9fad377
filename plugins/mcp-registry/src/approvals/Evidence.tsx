import type { HistoryEntry, Tool } from '../api/types';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { useT, type T } from '../hooks/useT';
import { ToolGroups } from '../tools/ToolGroups';
import styles from './approvals.module.css';

/** What happened so far, and the tools with their own words: one click below the decision. */
export function Evidence(props: {
  history: readonly HistoryEntry[];
  tools?: readonly Tool[];
  digest?: string;
}) {
  const t = useT();
  return (
    <details className={styles.evidence}>
      <summary>
        {props.tools ? t('evidence.title') : t('evidence.history')}
      </summary>
      {props.digest && (
        <p>
          {t('evidence.digest')}{' '}
          <span className={styles.code}>{props.digest}</span>
        </p>
      )}
      <History entries={props.history} />
      {props.tools && props.tools.length > 0 && (
        <ToolGroups tools={props.tools} />
      )}
    </details>
  );
}

/** Who did what, and when. */
export function History({ entries }: { entries: readonly HistoryEntry[] }) {
  const t = useT();
  return (
    <ol aria-label={t('evidence.history')}>
      {entries.map((entry, index) => (
        <li key={`${entry.at}-${index}`}>
          <EntityName entityRef={entry.by} plain /> {eventText(t, entry.event)}{' '}
          <RelativeTime at={entry.at} />
          {entry.actor && ` · ${t('evidence.through', { actor: entry.actor })}`}
          {entry.reason && `: ${entry.reason}`}
        </li>
      ))}
    </ol>
  );
}

const EVENTS = [
  'requested',
  'approved',
  'denied',
  'proposed',
  'withdrawn',
  'undone',
  'revoked',
  'expired',
  'submitted',
  'reviewed',
  'reminded',
  'handed-over',
  'changed',
  'consented',
  'rejected',
  'superseded',
  'replaced',
  'restored',
  'probed',
  'suspended',
  'resumed',
  'changes-requested',
  'drafted',
  'drifted',
  'registered',
  'returned',
  'retired',
  'profile-proposed',
  'deprecated',
  'conditions-added',
  'conditions-lift-asked',
  'conditions-lift-agreed',
  'conditions-lifted',
  'conditions-lift-denied',
  'conditions-lift-withdrawn',
  'conditions-lift-closed',
  'approval-over',
  'kept',
  'end-of-life',
  'ended',
  'obsolete',
  'review-kept',
  'review-narrowed',
  'review-ended',
  'review-suspended',
  'break-glass',
  'justified',
  'not-justified',
] as const;

function eventText(t: T, event: string): string {
  const known = EVENTS.find(name => name === event);
  return known ? t(`event.${known}`) : event;
}
