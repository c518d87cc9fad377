import { Text } from '@backstage/ui';
import { CHANGE_OUTCOMES } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { GitOpsSource } from '../api/types';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';
import styles from './gitops.module.css';

type Change = GitOpsSource['changes'][number];

/** What came of the last changes, the newest first. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  const t = useT();
  if (changes.length === 0) {
    return (
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {t('gitops.noChanges')}
      </Text>
    );
  }
  return (
    <details className={styles.changes} open>
      <summary>{t('gitops.changes')}</summary>
      <ul aria-label={t('gitops.changes')}>
        {changes.map(change => (
          <ChangeItem
            key={`${change.changeId} ${change.serverRef}`}
            change={change}
          />
        ))}
      </ul>
    </details>
  );
}

function ChangeItem({ change }: { change: Change }) {
  const t = useT();
  const { outcome, authors, reviewers } = change;
  const names = {
    authors: authors.join(', '),
    reviewers: reviewers.join(', '),
  };
  return (
    <li>
      <div>
        <EntityName entityRef={change.serverRef} />: {change.summary}{' '}
        <code title={change.changeId}>{change.changeId.slice(0, 12)}</code>{' '}
        <RelativeTime at={change.at} />
      </div>
      <div>
        {isKnown(outcome) ? t(`gitopsOutcome.${outcome}`) : change.text}
      </div>
      <Text as="p" color="secondary" className={styles.text}>
        {t(reviewers.length > 0 ? 'gitops.by' : 'gitops.byOnly', names)}
      </Text>
    </li>
  );
}

function isKnown(outcome: string): outcome is keyof typeof CHANGE_OUTCOMES {
  return Object.hasOwn(CHANGE_OUTCOMES, outcome);
}
