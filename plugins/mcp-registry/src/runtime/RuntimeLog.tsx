import type { ServerRuntime } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { formatAbsolute } from '../components/formatTime';
import { Section } from '../components/Section';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import styles from './runtime.module.css';

/** The end of what a server's runtimes wrote for people: plain text, whatever it is. */
export function RuntimeLog(props: { lines: ServerRuntime['log'] }) {
  const t = useT();
  const language = useLanguage();
  return (
    <Section title={t('runtime.log')} hint={t('runtime.logHint')}>
      {props.lines.length === 0 ? (
        <EmptyState title={t('runtime.noLog')} hint={t('runtime.noLogHint')} />
      ) : (
        <pre className={styles.log} role="log" aria-label={t('runtime.log')}>
          {props.lines.map((line, index) => (
            <span key={`${line.at} ${index}`} title={line.runtimeId}>
              {`${formatAbsolute(line.at, language)}  ${line.text}\n`}
            </span>
          ))}
        </pre>
      )}
    </Section>
  );
}
