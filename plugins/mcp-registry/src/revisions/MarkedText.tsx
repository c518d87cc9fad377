import { markText } from '@sallyport/backstage-plugin-mcp-registry-common';
import { useT } from '../hooks/useT';
import styles from './revisions.module.css';

/** A text of a server, as text alone, with everything in it that people would not see or would misread made visible. */
export function MarkedText({ text }: { text: string }) {
  const t = useT();
  return (
    <>
      {markText(text).map(({ text: piece, mark, label = '' }, at) =>
        mark === undefined ? (
          <span key={at}>{piece}</span>
        ) : (
          <span key={at} className={styles.mark}>
            <span className={styles.unseen}>
              {t(
                mark === 'hidden'
                  ? 'revisionDiff.hidden'
                  : 'revisionDiff.lookAlike',
                { label },
              )}
            </span>
            <span aria-hidden>
              {mark === 'hidden' ? label : `${piece} (${label})`}
            </span>
          </span>
        ),
      )}
    </>
  );
}
