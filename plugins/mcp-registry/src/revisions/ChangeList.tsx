import { Button, Text } from '@backstage/ui';
import { useState } from 'react';
import type { RevisionChange } from '../api/types';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import { changeText } from './changeText';
import styles from './revisions.module.css';
import { WordDiff } from './WordDiff';

const AT_FIRST = 20;

/** Changes, each with what it does to what the server may do, and with its words. */
export function ChangeList(props: {
  label: string;
  changes: readonly RevisionChange[];
}) {
  const t = useT();
  const [showsAll, setShowsAll] = useState(false);
  const { changes, label } = props;
  const shown = showsAll ? changes : changes.slice(0, AT_FIRST);
  const rest = changes.length - shown.length;
  return (
    <>
      <ul className={styles.changes} aria-label={label}>
        {shown.map((change, at) => (
          <li key={`${change.path} ${change.code} ${at}`}>
            <div className={styles.line}>
              <StatusLabel tone={toneOf(change)}>
                {t(`revisionDiff.kind.${change.kind}`)}
              </StatusLabel>
              <Text>{changeText(t, change)}</Text>
            </div>
            {change.words && change.words.length > 0 && (
              <WordDiff words={change.words} />
            )}
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <div>
          <Button
            size="small"
            variant="secondary"
            onPress={() => setShowsAll(true)}
          >
            {t('revisionDiff.more', { number: String(rest) })}
          </Button>
        </div>
      )}
    </>
  );
}

function toneOf({ kind, weight }: RevisionChange): Tone {
  if (weight === 'high') return kind === 'widened' ? 'bad' : 'warn';
  if (kind === 'narrowed') return 'good';
  return kind === 'widened' ? 'warn' : 'neutral';
}
