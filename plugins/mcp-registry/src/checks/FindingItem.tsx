import { Text } from '@backstage/ui';
import type { CheckFinding } from '../api/types';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { FindingException, type MayAsk } from '../exceptions/FindingException';
import { useT } from '../hooks/useT';
import { safeLink } from '../tryit/safeLink';
import styles from './checks.module.css';
import { VulnerabilityFacts } from './VulnerabilityFacts';

const TONES: Record<CheckFinding['level'], Tone> = {
  error: 'bad',
  warning: 'warn',
  note: 'neutral',
};

/** One thing that a check found. Words of the server are data: plain text, whatever is in them. */
export function FindingItem(props: { finding: CheckFinding; ask?: MayAsk }) {
  const t = useT();
  const { finding, ask } = props;
  const help = finding.helpUri ? safeLink(finding.helpUri) : undefined;
  return (
    <li className={styles.finding}>
      <StatusLabel tone={TONES[finding.level]}>
        {t(`checkLevel.${finding.level}`)}
      </StatusLabel>
      <div className={styles.words}>
        <Text as="p" className={styles.flat}>
          {finding.message}
        </Text>
        {finding.vulnerability && (
          <VulnerabilityFacts vulnerability={finding.vulnerability} />
        )}
        {finding.excerpt !== undefined && (
          <blockquote className={styles.excerpt}>{finding.excerpt}</blockquote>
        )}
        <Text as="p" color="secondary" className={styles.flat}>
          {t('checks.rule')} <code className={styles.code}>{finding.rule}</code>
          {finding.location && (
            <>
              {' · '}
              <code className={styles.code}>{finding.location}</code>
            </>
          )}
          {help && (
            <>
              {' · '}
              <a href={help.href} target="_blank" rel="noopener noreferrer">
                {t('checks.help')}
              </a>
            </>
          )}
        </Text>
        <FindingException finding={finding} ask={ask} />
      </div>
    </li>
  );
}
