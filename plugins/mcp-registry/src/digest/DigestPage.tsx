import { useApi } from '@backstage/frontend-plugin-api';
import { parseDate } from '@internationalized/date';
import { Alert, Button, DateRangePicker, Flex, Select } from '@backstage/ui';
import { useCallback, useMemo } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { periodOf, readDays } from '../reports/reportPeriods';
import { DIGEST_PRESETS, digestDaysOf } from './digestDays';
import { DigestState } from './DigestState';
import { DigestUsage } from './DigestUsage';
import styles from './digest.module.css';

const CHOSEN = 'chosen';

/** What happened on the servers of an owner, and what waits for them: where the regular message leads to. */
export function DigestPage() {
  const t = useT();
  const { get, set } = useUrlState();
  const registry = useApi(mcpRegistryApiRef);
  const today = useMemo(() => new Date(), []);
  const [first, last, owner] = [get('first'), get('last'), get('owner')];
  const days = useMemo(
    () => readDays(first, last) ?? digestDaysOf('last7', today),
    [first, last, today],
  );
  const preset = DIGEST_PRESETS.find(name => {
    const its = digestDaysOf(name, today);
    return its.first === days.first && its.last === days.last;
  });
  const { value, error, loading, refresh } = useLoad(
    useCallback(
      () =>
        registry.getOwnerDigest({ ...periodOf(days), ...(owner && { owner }) }),
      [registry, days, owner],
    ),
  );
  const digest = value?.digest;
  return (
    <PageBody
      title={t('digest.title')}
      lead={t('digest.lead')}
      actions={
        <Button
          variant="secondary"
          isDisabled={!digest}
          onPress={() => window.print()}
        >
          {t('digest.print')}
        </Button>
      }
    >
      <div className={styles.choice}>
        <Select
          size="small"
          label={t('reports.preset')}
          options={[
            ...DIGEST_PRESETS.map(id => ({ id, label: t(`digest.${id}`) })),
            ...(preset ? [] : [{ id: CHOSEN, label: t('reports.chosen') }]),
          ]}
          value={preset ?? CHOSEN}
          onChange={chosen => {
            const named = DIGEST_PRESETS.find(id => id === chosen);
            if (named) set({ ...digestDaysOf(named, today) });
          }}
        />
        <DateRangePicker
          size="small"
          label={t('reports.period')}
          value={{ start: parseDate(days.first), end: parseDate(days.last) }}
          onChange={range =>
            range &&
            set({ first: range.start.toString(), last: range.end.toString() })
          }
        />
        {value && value.owners.length > 1 && (
          <Select
            size="small"
            label={t('digest.owner')}
            options={value.owners.map(id => ({ id, label: id }))}
            value={digest?.owner ?? null}
            onChange={chosen => chosen && set({ owner: String(chosen) })}
          />
        )}
      </div>
      <Problem title={t('digest.failed')} error={error} onRetry={refresh} />
      {!value && loading && <Lines count={6} height={48} />}
      {value && !digest && (
        <EmptyState title={t('digest.none')} hint={t('digest.noneHint')} />
      )}
      {digest && (
        <div className={styles.sheet}>
          <Flex direction="column" gap="6">
            <p className={styles.flat} role="status">
              {t('digest.of', {
                ...{ owner: digest.owner, first: days.first, last: days.last },
                servers: String(digest.servers),
              })}
            </p>
            {digest.usage ? (
              <DigestUsage usage={digest.usage} />
            ) : (
              <Alert status="warning" icon title={t('digest.usageNotKnown')} />
            )}
            <DigestState digest={digest} />
          </Flex>
        </div>
      )}
    </PageBody>
  );
}
