import { Text } from '@backstage/ui';
import type { Usage, UsageNumbers } from '../api/types';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import { numbersOf } from './numbers';
import styles from './usage.module.css';

/** Two times side by side. */
export function ComparisonTable(props: {
  before: Usage;
  after: Usage;
  days: number;
}) {
  const t = useT();
  const language = useLanguage();
  const numbers = numbersOf(language);
  const { before, after } = props;
  const rows: {
    label: string;
    of(totals: UsageNumbers): number | undefined;
    show(value: number | undefined): string;
  }[] = [
    ...(['calls', 'refused', 'errors'] as const).map(name => ({
      label: t(`usageTotals.${name}`),
      of: (totals: UsageNumbers) => totals[name],
      show: (value: number | undefined) => numbers.count(value ?? 0),
    })),
    ...(['p50', 'p95'] as const).map(name => ({
      label: t(`usageLatency.${name}`),
      of: (totals: UsageNumbers) => totals[name],
      show: numbers.ms,
    })),
    ...(['tokensIn', 'tokensOut'] as const).map(name => ({
      label: t(`usageTotals.${name}`),
      of: (totals: UsageNumbers) => totals[name],
      show: (value: number | undefined) => numbers.count(value ?? 0),
    })),
  ];
  return (
    <>
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {t('usageRevision.days', {
          days: props.days.toLocaleString(language, {
            maximumFractionDigits: 1,
          }),
        })}
      </Text>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('usageRevision.measure')}</th>
            {(['before', 'after', 'change'] as const).map(name => (
              <th key={name} scope="col" className={styles.number}>
                {t(`usageRevision.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, of, show }) => {
            const [old, now] = [of(before.totals), of(after.totals)];
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td className={styles.number}>{show(old)}</td>
                <td className={styles.number}>{show(now)}</td>
                <td className={styles.number}>
                  {old && now !== undefined
                    ? new Intl.NumberFormat(language, {
                        ...{ style: 'percent', signDisplay: 'exceptZero' },
                        maximumFractionDigits: 0,
                      }).format(now / old - 1)
                    : '–'}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
