import { Text } from '@backstage/ui';
import { diffLines } from 'diff';
import { useT } from '../hooks/useT';
import styles from './policies.module.css';

/** What a new text adds and removes, line by line; words say it, too. */
export function TextDiff(props: {
  label: string;
  before: string;
  after: string;
}) {
  const t = useT();
  const { label, before, after } = props;
  if (before === after) {
    return (
      <Text as="p" color="secondary" className={styles.flat}>
        {t('policyDiff.same')}
      </Text>
    );
  }
  const parts = diffLines(before, after).flatMap((part, at) =>
    part.value
      .replace(/\n$/, '')
      .split('\n')
      .map((text, line) => ({ ...part, text, key: `${at}-${line}` })),
  );
  return (
    <pre className={styles.text} role="region" aria-label={label}>
      {parts.map(({ key, added, removed, text }) => (
        <span key={key} className={classOf(added, removed)}>
          {(added || removed) && (
            <span className={styles.hidden}>
              {t(added ? 'policyDiff.added' : 'policyDiff.removed')}{' '}
            </span>
          )}
          <span aria-hidden>{signOf(added, removed)}</span>
          {text}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

function classOf(added: boolean, removed: boolean): string {
  if (added) return styles.added;
  return removed ? styles.removed : '';
}

function signOf(added: boolean, removed: boolean): string {
  if (added) return '+ ';
  return removed ? '- ' : '  ';
}
