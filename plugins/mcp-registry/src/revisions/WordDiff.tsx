import type { RevisionChange } from '../api/types';
import { useT } from '../hooks/useT';
import { MarkedText } from './MarkedText';
import styles from './revisions.module.css';

type Part = NonNullable<RevisionChange['words']>[number];

/** Longer runs of what is the same are cut: the whole text stands in the evidence. */
const AROUND = 120;

/** Two texts, word by word: what is new and what is gone, for the eye and for the ear. */
export function WordDiff({ words }: { words: readonly Part[] }) {
  const t = useT();
  return (
    <p
      className={styles.text}
      role="group"
      aria-label={t('revisionDiff.words')}
    >
      {words.map(({ kind, text }, at) => {
        switch (kind) {
          case 'added':
            return (
              <ins key={at} className={styles.added}>
                <span className={styles.unseen}>
                  {t('revisionDiff.wordAdded')}{' '}
                </span>
                <MarkedText text={text} />
              </ins>
            );
          case 'removed':
            return (
              <del key={at} className={styles.removed}>
                <span className={styles.unseen}>
                  {t('revisionDiff.wordRemoved')}{' '}
                </span>
                <MarkedText text={text} />
              </del>
            );
          default:
            return <Same key={at} text={text} />;
        }
      })}
    </p>
  );
}

function Same({ text }: { text: string }) {
  const t = useT();
  const characters = [...text];
  if (characters.length <= 3 * AROUND) return <MarkedText text={text} />;
  const count = characters.length - 2 * AROUND;
  return (
    <>
      <MarkedText text={characters.slice(0, AROUND).join('')} />
      <span className={styles.cut}>
        {' … '}
        {t('revisionDiff.cut', { number: String(count) })}
        {' … '}
      </span>
      <MarkedText text={characters.slice(-AROUND).join('')} />
    </>
  );
}
