import { Text } from '@backstage/ui';
import type { Usage } from '../api/types';
import { Section } from '../components/Section';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import { numbersOf } from './numbers';
import styles from './usage.module.css';

/** The numbers of the whole time. */
export function UsageTotals(props: { usage: Usage }) {
  const t = useT();
  const numbers = numbersOf(useLanguage());
  const { totals, currency } = props.usage;
  const about = (value: string) =>
    totals.estimated > 0 ? t('usage.about', { value }) : value;
  const items: [string, string][] = [
    [t('usageTotals.calls'), numbers.count(totals.calls)],
    [t('usageTotals.refused'), numbers.count(totals.refused)],
    [t('usageTotals.errors'), numbers.count(totals.errors)],
    [t('usageTotals.latency'), numbers.ms(totals.p50)],
    [t('usageTotals.latency95'), numbers.ms(totals.p95)],
    [t('usageTotals.tokensIn'), about(numbers.count(totals.tokensIn))],
    [t('usageTotals.tokensOut'), about(numbers.count(totals.tokensOut))],
    [t('usageTotals.bytes'), numbers.bytes(totals.responseBytes)],
  ];
  if (currency) {
    items.push([
      t('usageTotals.cost'),
      about(numbers.money(totals.cost, currency)),
    ]);
  }
  return (
    <div className={`${styles.card} ${styles.wide}`}>
      <Section title={t('usageTotals.title')}>
        <dl className={styles.totals}>
          {items.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {totals.estimated > 0 && (
          <Text as="p" color="secondary" style={{ margin: 0 }}>
            {t('usageTotals.estimated', {
              calls: numbers.count(totals.estimated),
            })}
          </Text>
        )}
      </Section>
    </div>
  );
}
