import { Text } from '@backstage/ui';
import type { RevisionCheck } from '../api/types';
import { Facts } from '../components/Facts';
import { ListCard } from '../components/ListCard';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import styles from './checks.module.css';
import { stateOf, TONES } from './checksText';
import { FindingItem } from './FindingItem';

/** One check: its verdict, what it found, and what to do. */
export function CheckItem(props: {
  check: RevisionCheck;
  withEvidence: boolean;
  /** Where the person may ask for exceptions: of which version, and until when at most. */
  ask?: { digest: string; latestEnd: string };
}) {
  const t = useT();
  const { check, withEvidence } = props;
  const isFailure = check.outcome === 'fail';
  const ask = isFailure && props.ask && { ...props.ask, checkId: check.id };
  const state = stateOf(check);
  const { findings = [], omittedFindings = 0, evidence } = check;
  const isOpen = state === 'fail' || state === 'warn' || state === 'error';
  return (
    <ListCard
      title={
        <Text
          as="h4"
          variant="body-medium"
          weight="bold"
          className={styles.flat}
        >
          {check.title}
        </Text>
      }
      labels={
        <>
          {check.required && (
            <span className={styles.small}>{t('checks.required')}</span>
          )}
          {check.outcome && check.state === 'running' && (
            <StatusLabel tone="info">{t('checkOutcome.running')}</StatusLabel>
          )}
          <StatusLabel tone={TONES[state]}>
            {t(`checkOutcome.${state}`)}
          </StatusLabel>
        </>
      }
    >
      <Text as="p" className={styles.flat}>
        {check.summary ?? check.meaning}
      </Text>
      {findings.length > 0 && (
        <ul
          className={styles.findings}
          aria-label={t('checks.findings', { title: check.title })}
        >
          {findings.map((finding, index) => (
            <FindingItem
              key={`${finding.rule} ${finding.location} ${index}`}
              finding={finding}
              ask={ask || undefined}
            />
          ))}
        </ul>
      )}
      {omittedFindings > 0 && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t('checks.omitted', { count: omittedFindings })}
        </Text>
      )}
      <Facts
        items={[
          isOpen && { label: t('checks.remedy'), value: check.remedy },
          { label: t('checks.why'), value: check.motivation },
          Boolean(check.summary && check.meaning) && {
            label: t('checks.means'),
            value: check.meaning,
          },
          check.checkedAt !== undefined && {
            label: t('checks.checked'),
            value: <RelativeTime at={check.checkedAt} />,
          },
          check.dataAt !== undefined && {
            label: t('checks.data'),
            value: <RelativeTime at={check.dataAt} />,
          },
          check.problem !== undefined &&
            check.nextAt !== undefined && {
              label: t('checks.retry'),
              value: (
                <>
                  {check.problem} <RelativeTime at={check.nextAt} />
                </>
              ),
            },
        ]}
      />
      {withEvidence && evidence && (
        <details className={styles.more}>
          <summary>{t('checks.record')}</summary>
          <pre>{JSON.stringify(evidence, null, 2)}</pre>
        </details>
      )}
    </ListCard>
  );
}
