import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Text } from '@backstage/ui';
import { useCallback, useEffect, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { RevisionChecks } from '../api/types';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { StatusLabel } from '../components/StatusLabel';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import styles from './checks.module.css';
import { CheckItem } from './CheckItem';
import { checksLine, exceptedCount, worstFirst, worstTone } from './checksText';
import { SaveSarif } from './SaveSarif';
import { Sboms } from './Sboms';
import { useRevisionChecks } from './useRevisionChecks';

/** What automatic checks say of a revision: one line, and all that was found one click below. */
export function ChecksPanel(props: {
  digest: string;
  /** Which version it is about, where there is more than one on the page. */
  title?: string;
  /** Told whether the checks hold an approval back; it may not be known yet. */
  onGate?(held: boolean): void;
}) {
  const t = useT();
  const { digest, title, onGate } = props;
  const checks = useRevisionChecks(digest);
  const decision = checks.value?.gate.decision;
  useEffect(() => {
    if (decision) onGate?.(decision === 'held');
  }, [decision, onGate]);
  const { value } = checks;
  return (
    <Section title={title ?? t('checks.title')}>
      <Problem
        title={t('checks.failed')}
        error={checks.error}
        onRetry={checks.refresh}
      />
      {!value && checks.loading && <Lines count={1} />}
      {value && <Verdicts checks={value} onRun={checks.refresh} />}
      {value && onGate && <Risk checks={value} />}
      {value && onGate && <Held checks={value} />}
    </Section>
  );
}

function Verdicts(props: { checks: RevisionChecks; onRun(): void }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { checks, onRun } = props;
  const { digest, items, withEvidence, mayRun, latestExceptionEnd } = checks;
  const [isOpen, setIsOpen] = useState(false);
  const again = useAction(
    useCallback(() => registry.runRevisionChecks(digest), [registry, digest]),
  );
  return (
    <>
      <div className={styles.line} role="status">
        <StatusLabel tone={worstTone(checks)}>
          {checksLine(t, checks)}
        </StatusLabel>
      </div>
      {items.length > 0 && (
        <details
          className={styles.more}
          onToggle={event => setIsOpen(event.currentTarget.open)}
        >
          <summary>{t('checks.evidence')}</summary>
          <div className={styles.stack}>
            {!withEvidence && (
              <Text as="p" color="secondary" className={styles.flat}>
                {t('checks.outcomesOnly')}
              </Text>
            )}
            <CardList label={t('checks.label')}>
              {worstFirst(items).map(check => (
                <CheckItem
                  key={check.id}
                  check={check}
                  withEvidence={withEvidence}
                  ask={
                    latestExceptionEnd === undefined
                      ? undefined
                      : { digest, latestEnd: latestExceptionEnd }
                  }
                />
              ))}
            </CardList>
            {withEvidence && isOpen && (
              <Sboms digest={digest} mayUpload={mayRun} onChange={onRun} />
            )}
          </div>
        </details>
      )}
      <Problem title={t('checks.againFailed')} error={again.error} />
      {(mayRun || withEvidence) && (
        <div className={styles.buttons}>
          {mayRun && (
            <Button
              size="small"
              variant="secondary"
              isPending={again.running}
              onPress={() => void again.run().then(done => done && onRun())}
            >
              {t('checks.again')}
            </Button>
          )}
          {withEvidence && items.length > 0 && <SaveSarif digest={digest} />}
        </div>
      )}
    </>
  );
}

/** Where a revision is handled as riskier than it says: why. */
function Risk({ checks }: { checks: RevisionChecks }) {
  const t = useT();
  const { tier, reasons } = checks.risk;
  if (reasons.includes('stated')) return null;
  return (
    <Text as="p" className={styles.flat}>
      {t('checks.risk', {
        tier: t(`risk.${tier}`),
        reasons: reasons.map(reason => t(`riskReason.${reason}`)).join(', '),
      })}
    </Text>
  );
}

/** Why the revision cannot be approved yet. */
function Held({ checks }: { checks: RevisionChecks }) {
  const t = useT();
  const { decision, reasons } = checks.gate;
  if (decision !== 'held') {
    return exceptedCount(checks) > 0 ? (
      <Text as="p" className={styles.flat}>
        {t('exception.openBecause')}
      </Text>
    ) : null;
  }
  const titles = new Map(checks.items.map(({ id, title }) => [id, title]));
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={t('checks.held')}
      description={
        <ul className={styles.reasons}>
          {reasons.map(({ checkId, code }) => (
            <li key={`${checkId} ${code}`}>
              {titles.get(checkId) ?? checkId}: {t(`gateReason.${code}`)}
            </li>
          ))}
        </ul>
      }
    />
  );
}
