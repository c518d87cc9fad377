import { Text } from '@backstage/ui';
import type { GitOpsSource } from '../api/types';
import { Facts } from '../components/Facts';
import { ListCard } from '../components/ListCard';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import { ChangeList } from './ChangeList';
import styles from './gitops.module.css';
import { ImportProblem } from './ImportProblem';

/** One repository. */
export function RepositoryCard({ source }: { source: GitOpsSource }) {
  const t = useT();
  const { problem, summary, revision, importedAt, checkedAt } = source;
  return (
    <ListCard
      title={
        <Text as="h4" variant="body-medium" className={styles.text}>
          {source.title}
        </Text>
      }
      labels={
        <StatusLabel tone={problem ? 'bad' : 'good'}>
          {problem ? t('gitops.refused') : t('gitops.upToDate')}
        </StatusLabel>
      }
    >
      {problem && <ImportProblem problem={problem} />}
      <Facts
        items={[
          {
            label: t('gitops.place'),
            value: <span className={styles.text}>{source.place}</span>,
          },
          {
            label: t('gitops.revision'),
            value: revision ? (
              <>
                <code title={revision}>{revision.slice(0, 12)}</code>{' '}
                {importedAt && <RelativeTime at={importedAt} />}
              </>
            ) : (
              t('gitops.never')
            ),
          },
          checkedAt !== undefined && {
            label: t('gitops.checked'),
            value: <RelativeTime at={checkedAt} />,
          },
          summary && {
            label: t('gitops.servers'),
            value: t('gitops.summary', {
              total: String(summary.total),
              added: String(summary.added.length),
              changed: String(summary.changed.length),
              removed: String(summary.removed.length),
            }),
          },
          {
            label: t('gitops.evidence'),
            value: source.evidence.join(', ') || '—',
          },
        ]}
      />
      <ChangeList changes={source.changes} />
    </ListCard>
  );
}
