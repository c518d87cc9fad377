import { Text } from '@backstage/ui';
import type {
  ProfileFinding,
  ProfileSeverity,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import { findingText, remedyText } from './profileText';
import styles from './profile.module.css';

const TONES: Record<ProfileSeverity, Tone> = {
  error: 'bad',
  danger: 'bad',
  warning: 'warn',
  note: 'neutral',
};

/** What about a profile is doubtful, the worst first, and what to do about it. */
export function Findings(props: { findings: readonly ProfileFinding[] }) {
  const t = useT();
  if (props.findings.length === 0) {
    return <Text color="secondary">{t('profile.noFindings')}</Text>;
  }
  return (
    <ul className={styles.findings} aria-label={t('profile.findings')}>
      {props.findings.map(finding => (
        <li key={`${finding.code} ${finding.path}`}>
          <StatusLabel tone={TONES[finding.severity]}>
            {t(`profile.severity.${finding.severity}`)}
          </StatusLabel>
          <div className={styles.finding}>
            <Text as="p" className={styles.flat}>
              {findingText(t, finding)}
            </Text>
            <Text as="p" color="secondary" className={styles.flat}>
              {t('profile.what')} {remedyText(t, finding)}{' '}
              <span className={styles.code}>{finding.path}</span>
            </Text>
          </div>
        </li>
      ))}
    </ul>
  );
}
