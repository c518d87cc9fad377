import { useMemo } from 'react';
import type { Usage, UsagePart } from '../api/types';
import { reasonText } from '../activity/reasonText';
import { EntityName } from '../components/EntityName';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import { ChartCard, type ChartColumn } from './charts/ChartCard';
import { HeatMap } from './charts/HeatMap';
import { Lines, RankedBars, StackedBars } from './charts/LineBars';
import { numbersOf } from './numbers';
import { UsageNames } from './UsageNames';
import { UsageTotals } from './UsageTotals';
import { whenText } from './whenText';
import styles from './usage.module.css';

/** The usage of a time: each chart answers a question, with its table behind it. */
export function UsageView(props: {
  usage: Usage;
  /** Whose names are of interest: nobody's where it is all one's own. */
  names: boolean;
}) {
  const t = useT();
  const language = useLanguage();
  const numbers = useMemo(() => numbersOf(language), [language]);
  const { usage } = props;
  const { totals, currency } = usage;
  const when = (part: UsagePart) => whenText(part.name, language);
  const number = (
    label: string,
    of: (part: UsagePart) => number,
  ): ChartColumn<UsagePart> => ({
    ...{ label, value: of },
    show: part => numbers.count(of(part)),
  });
  const cost: ChartColumn<UsagePart>[] = currency
    ? [
        {
          label: `${t('usageTotals.cost')} (${currency})`,
          show: part => numbers.money(part.cost, currency),
          value: part => part.cost ?? 0,
        },
      ]
    : [];
  const time: ChartColumn<UsagePart> = {
    ...{ label: t('usageTrend.when'), show: when },
    value: part => part.name,
  };
  const calls = number(t('usageTrend.calls'), part => part.calls);
  const refused = number(t('usageTrend.refused'), part => part.refused);
  const errors = number(t('usageTrend.errors'), part => part.errors);
  const tokensIn = number(t('usageTotals.tokensIn'), part => part.tokensIn);
  const tokensOut = number(t('usageTotals.tokensOut'), part => part.tokensOut);
  const most = usage.trend.reduce<UsagePart | undefined>(
    (best, part) => (best && best.calls >= part.calls ? best : part),
    undefined,
  );
  const points = usage.trend.map(part => ({
    name: when(part),
    ...{ refused: part.refused, errors: part.errors },
    answered: part.calls - part.refused - part.errors,
    ...{ p50: part.p50, p95: part.p95 },
    ...{ tokensIn: part.tokensIn, tokensOut: part.tokensOut },
  }));
  const [first] = usage.tools;
  return (
    <div className={styles.view}>
      <UsageTotals usage={usage} />
      <ChartCard
        wide
        title={t('usageTrend.title')}
        hint={
          most &&
          t('usageTrend.most', {
            when: when(most),
            calls: numbers.count(most.calls),
          })
        }
        file="usage"
        rows={usage.trend}
        columns={[time, calls, refused, errors, tokensIn, tokensOut, ...cost]}
        chart={
          <StackedBars
            data={points}
            series={[
              {
                ...{ key: 'answered', colour: 'var(--usage-1)' },
                label: t('usageTrend.answered'),
              },
              {
                ...{ key: 'errors', colour: 'var(--usage-2)' },
                label: t('usageTrend.errors'),
              },
              {
                ...{ key: 'refused', colour: 'var(--usage-3)' },
                label: t('usageTrend.refused'),
              },
            ]}
          />
        }
      />
      <HeatMap heat={usage.heat} />
      <ChartCard
        title={t('usageTools.title')}
        hint={
          first &&
          t('usageTools.first', {
            name: first.name,
            percent: numbers.percent(first.calls / totals.calls),
          })
        }
        file="usage-tools"
        rows={usage.tools}
        columns={[
          {
            label: t('usageTools.tool'),
            show: part => part.name,
            value: part => part.name,
          },
          {
            label: t('usageTools.server'),
            show: part =>
              part.serverRef ? <EntityName entityRef={part.serverRef} /> : '–',
            value: part => part.serverRef ?? '',
          },
          ...[calls, refused, errors, tokensIn, tokensOut],
          ...cost,
        ]}
        chart={
          <RankedBars
            data={usage.tools.map(({ name, calls: count }) => ({
              name,
              count,
            }))}
            series={{
              ...{ key: 'count', colour: 'var(--usage-1)' },
              label: t('usageTrend.calls'),
            }}
          />
        }
      />
      <ChartCard
        title={t('usageRefusals.title')}
        hint={
          usage.refusals.length > 0
            ? t('usageRefusals.share', {
                percent: numbers.percent(totals.refused / totals.calls),
              })
            : t('usageRefusals.none')
        }
        file="usage-refusals"
        rows={usage.refusals}
        columns={[
          {
            label: t('usageRefusals.reason'),
            show: part => reasonText(t, part.name),
            value: part => part.name,
          },
          refused,
        ]}
        chart={
          <RankedBars
            data={usage.refusals.map(part => ({
              name: part.name,
              count: part.refused,
            }))}
            series={{
              ...{ key: 'count', colour: 'var(--usage-3)' },
              label: t('usageTrend.refused'),
            }}
          />
        }
      />
      <ChartCard
        title={t('usageLatency.title')}
        hint={t('usageLatency.hint', {
          p50: numbers.ms(totals.p50),
          p95: numbers.ms(totals.p95),
        })}
        file="usage-latency"
        rows={usage.trend}
        columns={[
          time,
          {
            label: t('usageLatency.p50'),
            show: part => numbers.ms(part.p50),
            value: part => part.p50 ?? '',
          },
          {
            label: t('usageLatency.p95'),
            show: part => numbers.ms(part.p95),
            value: part => part.p95 ?? '',
          },
        ]}
        chart={
          <Lines
            data={points}
            series={[
              {
                ...{ key: 'p50', colour: 'var(--usage-1)' },
                label: t('usageLatency.p50'),
              },
              {
                ...{ key: 'p95', colour: 'var(--usage-2)' },
                label: t('usageLatency.p95'),
              },
            ]}
          />
        }
      />
      <ChartCard
        title={t('usageTokens.title')}
        hint={
          currency
            ? `${t('usageTokens.hint')} ${t('usageTokens.cost', {
                cost: numbers.money(totals.cost, currency),
              })}`
            : t('usageTokens.hint')
        }
        file="usage-tokens"
        rows={usage.trend}
        columns={[
          ...[time, tokensIn, tokensOut],
          number(t('usageTotals.bytes'), part => part.responseBytes),
          ...cost,
        ]}
        chart={
          <StackedBars
            data={points}
            series={[
              {
                ...{ key: 'tokensIn', colour: 'var(--usage-4)' },
                label: t('usageTotals.tokensIn'),
              },
              {
                ...{ key: 'tokensOut', colour: 'var(--usage-1)' },
                label: t('usageTotals.tokensOut'),
              },
            ]}
          />
        }
      />
      <UsageNames usage={usage} isMine={!props.names} cost={cost} />
    </div>
  );
}
