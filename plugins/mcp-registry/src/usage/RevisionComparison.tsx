import { useApi } from '@backstage/frontend-plugin-api';
import { Select, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useLanguage } from '../hooks/useLanguage';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { comparedTimes } from './comparedTimes';
import { ComparisonTable } from './ComparisonTable';
import styles from './usage.module.css';

const NONE = 'none';

/** How a server was used before and after one of its versions was approved. */
export function RevisionComparison(props: { serverRef: string }) {
  const t = useT();
  const language = useLanguage();
  const registry = useApi(mcpRegistryApiRef);
  const { serverRef } = props;
  const [chosen, setChosen] = useState<string>(NONE);
  const { value, error, refresh } = useLoad(
    useCallback(
      () => registry.getRevisionHistory(serverRef, { limit: 20 }),
      [registry, serverRef],
    ),
  );
  const approved = (value?.items ?? []).flatMap(({ decidedAt, ...one }) =>
    decidedAt && ['approved', 'superseded'].includes(one.state)
      ? [{ ...one, decidedAt }]
      : [],
  );
  const version = approved.find(({ digest }) => digest === chosen);
  if (!error && approved.length === 0) return null;
  return (
    <div className={styles.card}>
      <Section title={t('usageRevision.title')} hint={t('usageRevision.hint')}>
        <Problem title={t('usage.failed')} error={error} onRetry={refresh} />
        <Select
          size="small"
          label={t('usageRevision.version')}
          options={[
            { id: NONE, label: t('usageRevision.none') },
            ...approved.map(({ digest, number, decidedAt }) => ({
              id: digest,
              label: t('usageRevision.option', {
                number: String(number),
                date: new Date(decidedAt).toLocaleDateString(language),
              }),
            })),
          ]}
          value={chosen}
          onChange={next => setChosen(String(next ?? NONE))}
        />
        {version && (
          <Compared serverRef={serverRef} decidedAt={version.decidedAt} />
        )}
      </Section>
    </div>
  );
}

function Compared(props: { serverRef: string; decidedAt: string }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { serverRef, decidedAt } = props;
  const { value, error, refresh } = useLoad(
    useCallback(async () => {
      const times = comparedTimes(decidedAt, Date.now());
      if (!times) return { times };
      const [before, after] = await Promise.all(
        [times.before, times.after].map(time =>
          gateway.readUsage({ role: 'owned', serverRef, ...time }),
        ),
      );
      return { times, before, after };
    }, [gateway, serverRef, decidedAt]),
  );
  if (error) {
    return (
      <Problem title={t('usage.failed')} error={error} onRetry={refresh} />
    );
  }
  if (!value) return null;
  return value.times ? (
    <ComparisonTable
      before={value.before}
      after={value.after}
      days={value.times.days}
    />
  ) : (
    <Text as="p" style={{ margin: 0 }}>
      {t('usageRevision.tooEarly')}
    </Text>
  );
}
