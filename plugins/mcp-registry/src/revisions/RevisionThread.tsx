import { useApi } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { EntityName } from '../components/EntityName';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import styles from '../lifecycle/lifecycle.module.css';

/** What reviewers asked for and how it was answered, up to the revision at hand. */
export function RevisionThread({ digest }: { digest: string }) {
  const t = useT();
  return (
    <Section title={t('thread.title')}>
      <ThreadSteps digest={digest} />
    </Section>
  );
}

/** The same without a title of its own. */
export function ThreadSteps({ digest }: { digest: string }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const thread = useLoad(
    useCallback(() => registry.getRevisionThread(digest), [registry, digest]),
  );
  return (
    <>
      <Problem
        title={t('thread.failed')}
        error={thread.error}
        onRetry={thread.refresh}
      />
      {!thread.value && thread.loading && <Lines count={2} />}
      {thread.value && (
        <ol className={styles.steps} aria-label={t('thread.title')}>
          {thread.value.map(step => (
            <li key={step.digest}>
              <Text as="p" className={styles.flat}>
                <strong>
                  {t('thread.version', { number: String(step.number) })}
                </strong>{' '}
                · <EntityName entityRef={step.submittedBy} plain />{' '}
                {t('thread.submitted')} <RelativeTime at={step.submittedAt} />
              </Text>
              {step.note && (
                <Text as="p" className={styles.said}>
                  {step.note}
                </Text>
              )}
              {step.decidedBy && step.decidedAt && (
                <Text as="p" className={styles.flat}>
                  <EntityName entityRef={step.decidedBy} plain />{' '}
                  {t(
                    step.state === 'changes-requested'
                      ? 'thread.asked'
                      : 'thread.decided',
                  )}{' '}
                  <RelativeTime at={step.decidedAt} />
                </Text>
              )}
              {step.reason && (
                <Text as="p" className={styles.said}>
                  {step.reason}
                </Text>
              )}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
