import { Text } from '@backstage/ui';
import type { RevisionDiff } from '../api/types';
import { useT } from '../hooks/useT';
import { ChangeList } from './ChangeList';
import styles from './revisions.module.css';

/** What differs: what needs attention on top, then tool by tool, then the rest. */
export function DiffView({ diff }: { diff: RevisionDiff }) {
  const t = useT();
  const { before, changes } = diff;
  if (!before || changes.length === 0) {
    return (
      <Text as="p" color="secondary" className={styles.flat}>
        {t(before ? 'revisionDiff.same' : 'revisionDiff.first')}
      </Text>
    );
  }
  const calledOut = changes.filter(({ weight }) => weight === 'high');
  const calm = changes.filter(({ weight }) => weight !== 'high');
  const tools = [...new Set(calm.flatMap(({ tool }) => tool ?? []))];
  const groups = [
    { title: t('revisionDiff.calledOut'), changes: calledOut },
    ...tools.map(tool => ({
      title: t('revisionDiff.tool', { tool }),
      changes: calm.filter(change => change.tool === tool),
    })),
    {
      title: t('revisionDiff.others'),
      changes: calm.filter(({ tool }) => tool === undefined),
    },
  ];
  return (
    <>
      {groups
        .filter(group => group.changes.length > 0)
        .map(group => (
          <div
            key={group.title}
            className={
              group.changes === calledOut ? styles.calledOut : undefined
            }
          >
            <Text as="p" weight="bold" className={styles.flat}>
              {group.title}
            </Text>
            <ChangeList label={group.title} changes={group.changes} />
          </div>
        ))}
      {diff.omitted !== undefined && (
        <Text as="p" weight="bold" className={styles.flat}>
          {t('revisionDiff.omitted', { number: String(diff.omitted) })}
        </Text>
      )}
    </>
  );
}
