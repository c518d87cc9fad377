import { SETUP_FINDINGS } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { Text } from '@backstage/ui';
import type { SetupCheck } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { ListCard } from '../components/ListCard';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import styles from './operations.module.css';

const TONES: Record<SetupCheck['status'], Tone> = {
  ok: 'good',
  warn: 'warn',
  fail: 'bad',
  unknown: 'neutral',
};

/** One set-up check: how it turned out, and what to do. */
export function SetupCheckCard({ check }: { check: SetupCheck }) {
  const t = useT();
  const { finding, subjects = [] } = check;
  // A newer backend may find what this page has no words for: then its own are shown.
  const known = isKnown(finding) ? finding : undefined;
  const fix = known ? t(`setupFix.${known}`) : check.fix;
  const hasFacts = Boolean(fix) || subjects.length > 0 || check.checkedAt;
  return (
    <ListCard
      title={
        <Text as="h4" variant="body-medium" className={styles.text}>
          {known ? t(`setupText.${known}`) : check.text}
        </Text>
      }
      labels={
        <>
          <StatusLabel tone={TONES[check.status]}>
            {t(`setupStatus.${check.status}`)}
          </StatusLabel>
          <span title={finding}>
            {t('setup.threat', { threat: check.threat })}
          </span>
        </>
      }
    >
      {hasFacts && (
        <Facts
          items={[
            Boolean(fix) && { label: t('setup.fix'), value: fix },
            subjects.length > 0 && {
              label: t('setup.about'),
              value: (
                <ul className={styles.subjects}>
                  {subjects.map(subject => (
                    <li key={subject}>
                      {subject.startsWith('api:') ? (
                        <EntityName entityRef={subject} />
                      ) : (
                        <code>{subject}</code>
                      )}
                    </li>
                  ))}
                </ul>
              ),
            },
            check.checkedAt !== undefined && {
              label: t('setup.checked'),
              value: <RelativeTime at={check.checkedAt} />,
            },
          ]}
        />
      )}
    </ListCard>
  );
}

function isKnown(finding: string): finding is keyof typeof SETUP_FINDINGS {
  return Object.hasOwn(SETUP_FINDINGS, finding);
}
