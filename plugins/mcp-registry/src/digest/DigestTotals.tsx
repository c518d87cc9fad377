import type { OwnerDigest } from '../api/types';
import { Section } from '../components/Section';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import { numbersOf } from '../usage/numbers';
import styles from './digest.module.css';

/** The numbers of the time, beside those of as much time before. */
export function DigestTotals(props: {
  usage: NonNullable<OwnerDigest['usage']>;
}) {
  const t = useT();
  const numbers = numbersOf(useLanguage());
  const { totals, before, people, currency } = props.usage;
  const { count, money } = numbers;
  const tokens = (of: typeof totals) => of.tokensIn + of.tokensOut;
  const items: { label: string; value: string; before?: string }[] = [
    {
      label: t('usageTotals.calls'),
      value: count(totals.calls),
      before: count(before.calls),
    },
    { label: t('digest.people'), value: count(people) },
    {
      label: t('usageTotals.errors'),
      value: count(totals.errors),
      before: count(before.errors),
    },
    {
      label: t('usageTotals.refused'),
      value: count(totals.refused),
      before: count(before.refused),
    },
    {
      label: t('digest.tokens'),
      value: count(tokens(totals)),
      before: count(tokens(before)),
    },
    ...(currency
      ? [
          {
            label: t('usageTotals.cost'),
            value: money(totals.cost, currency),
            before: money(before.cost, currency),
          },
        ]
      : []),
  ];
  return (
    <Section title={t('digest.totals')}>
      <dl className={styles.totals}>
        {items.map(item => (
          <div key={item.label}>
            <dt>{item.label}</dt>
            <dd>
              {item.value}
              {item.before !== undefined && (
                <small>{t('digest.before', { value: item.before })}</small>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
