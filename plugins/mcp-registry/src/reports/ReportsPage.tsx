import { useApi } from '@backstage/frontend-plugin-api';
import { parseDate } from '@internationalized/date';
import { Button, DateRangePicker, Flex, Select, Text } from '@backstage/ui';
import { useCallback, useMemo } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { Lines } from '../components/Lines';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { saveBlob } from '../components/saveBlob';
import { useAction } from '../hooks/useAction';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { daysOf, periodOf, PRESETS, readDays } from './reportPeriods';
import { ReportTable } from './ReportTable';
import styles from './reports.module.css';

const CHOSEN = 'chosen';

/** The report for auditors, and for owners about their own servers. */
export function ReportsPage() {
  const t = useT();
  const { get, set } = useUrlState();
  const registry = useApi(mcpRegistryApiRef);
  const today = useMemo(() => new Date(), []);
  const [first, last] = [get('first'), get('last')];
  const days = useMemo(
    () => readDays(first, last) ?? daysOf('last90', today),
    [first, last, today],
  );
  const period = useMemo(() => periodOf(days), [days]);
  const preset = PRESETS.find(name => {
    const its = daysOf(name, today);
    return its.first === days.first && its.last === days.last;
  });
  const report = useLoad(
    useCallback(() => registry.getComplianceReport(period), [registry, period]),
  );
  const print = useAction(
    useCallback(
      async () =>
        saveBlob(
          await registry.printComplianceReport(period),
          `compliance-report-${days.first}-${days.last}.pdf`,
        ),
      [registry, period, days],
    ),
  );
  return (
    <PageBody
      title={t('reports.title')}
      lead={t('reports.lead')}
      actions={
        <Button
          variant="secondary"
          isDisabled={!report.value}
          isPending={print.running}
          onPress={() => void print.run()}
        >
          {t('reports.print')}
        </Button>
      }
    >
      <div className={styles.choice}>
        <Select
          size="small"
          label={t('reports.preset')}
          options={[
            ...PRESETS.map(id => ({ id, label: t(`reports.${id}`) })),
            ...(preset ? [] : [{ id: CHOSEN, label: t('reports.chosen') }]),
          ]}
          value={preset ?? CHOSEN}
          onChange={value => {
            const chosen = PRESETS.find(id => id === value);
            if (chosen) set({ ...daysOf(chosen, today) });
          }}
        />
        <DateRangePicker
          size="small"
          label={t('reports.period')}
          value={{ start: parseDate(days.first), end: parseDate(days.last) }}
          onChange={value =>
            value &&
            set({ first: value.start.toString(), last: value.end.toString() })
          }
        />
      </div>
      <Problem title={t('reports.printFailed')} error={print.error} />
      <Problem
        title={t('reports.failed')}
        error={report.error}
        onRetry={report.refresh}
      />
      {!report.value && report.loading && <Lines count={6} height={48} />}
      {report.value && (
        <Flex direction="column" gap="6">
          <Text as="p" role="status" style={{ margin: 0 }}>
            {report.value.isOfAll ? t('reports.ofAll') : t('reports.ofOwn')}
          </Text>
          {report.value.sections.map(section => (
            <ReportTable key={section.id} section={section} period={period} />
          ))}
        </Flex>
      )}
    </PageBody>
  );
}
