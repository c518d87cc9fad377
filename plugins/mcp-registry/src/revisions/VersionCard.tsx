import { Button, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import type { RevisionEntry } from '../api/types';
import { History } from '../approvals/Evidence';
import { RevisionStateLabel } from '../approvals/RevisionStateLabel';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { ListCard } from '../components/ListCard';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { ChecksPanel } from '../checks/ChecksPanel';
import { useT } from '../hooks/useT';
import { ThreadSteps } from './RevisionThread';
import styles from './revisions.module.css';

/** One version: who submitted it, who decided, and why. */
export function VersionCard(props: {
  version: RevisionEntry;
  onCompare?: () => void;
  onRollBack?: () => void;
  /** Stops this version; for those who may. */
  stop?: ReactNode;
}) {
  const t = useT();
  const { version, onCompare, onRollBack, stop } = props;
  const number = String(version.number);
  return (
    <ListCard
      title={
        <Text weight="bold">{t('revisionHistory.number', { number })}</Text>
      }
      labels={
        <>
          {version.answers && (
            <StatusLabel tone="neutral">{t('thread.answers')}</StatusLabel>
          )}
          <RevisionStateLabel state={version.state} />
        </>
      }
      actions={
        <>
          {onCompare && (
            <Button
              size="small"
              variant="secondary"
              aria-label={t('revisionHistory.compareNamed', { number })}
              onPress={onCompare}
            >
              {t('revisionHistory.compare')}
            </Button>
          )}
          {onRollBack && (
            <Button size="small" variant="secondary" onPress={onRollBack}>
              {t('rollback.open', { number })}
            </Button>
          )}
          {stop}
        </>
      }
    >
      <Facts
        items={[
          {
            label: t('revisionHistory.submitted'),
            value: <Who by={version.submittedBy} at={version.submittedAt} />,
          },
          version.note !== undefined && {
            label: t('revisionHistory.note'),
            value: version.note,
          },
          version.decidedBy !== undefined && {
            label: t('revisionHistory.decided'),
            value: <Who by={version.decidedBy} at={version.decidedAt} />,
          },
          version.reason !== undefined && {
            label: t('revisionHistory.why'),
            value: version.reason,
          },
        ]}
      />
      {version.answers && (
        <details className={styles.steps}>
          <summary>{t('thread.title')}</summary>
          <ThreadSteps digest={version.digest} />
        </details>
      )}
      {version.state === 'draft' && <ChecksPanel digest={version.digest} />}
      {version.history.length > 0 && (
        <details className={styles.steps}>
          <summary>{t('revisionHistory.steps')}</summary>
          <History entries={version.history} />
        </details>
      )}
    </ListCard>
  );
}

function Who(props: { by: string; at?: string }) {
  return (
    <>
      <EntityName entityRef={props.by} plain />{' '}
      {props.at && <RelativeTime at={props.at} />}
    </>
  );
}
