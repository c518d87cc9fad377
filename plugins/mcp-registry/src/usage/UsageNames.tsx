import type { Usage, UsagePart } from '../api/types';
import { EntityName } from '../components/EntityName';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import { ChartCard, type ChartColumn } from './charts/ChartCard';
import { numbersOf } from './numbers';

/** Which servers, people, teams and applications use how much. */
export function UsageNames(props: {
  usage: Usage;
  isMine: boolean;
  cost: readonly ChartColumn<UsagePart>[];
}) {
  const t = useT();
  const numbers = numbersOf(useLanguage());
  const { usage, isMine } = props;
  const kinds = (['servers', 'people', 'teams', 'clients'] as const).filter(
    kind =>
      usage[kind].length > 0 &&
      !(isMine && (kind === 'people' || kind === 'teams')),
  );
  return (
    <>
      {kinds.map(kind => (
        <ChartCard
          key={kind}
          title={t(`usageNames.${kind}`)}
          file={`usage-${kind}`}
          rows={usage[kind]}
          columns={[
            {
              label: t(`usageNames.${kind}`),
              show: part => <Name kind={kind} name={part.name} />,
              value: part => part.name,
            },
            ...(['calls', 'refused'] as const).map(name => ({
              label: t(`usageTrend.${name}`),
              show: (part: UsagePart) => numbers.count(part[name]),
              value: (part: UsagePart) => part[name],
            })),
            {
              label: t('usageTotals.tokensOut'),
              show: part => numbers.count(part.tokensOut),
              value: part => part.tokensOut,
            },
            ...props.cost,
          ]}
        />
      ))}
    </>
  );
}

function Name(props: { kind: string; name: string }) {
  const t = useT();
  if (!props.name) return <>{t('usage.notKnown')}</>;
  return props.kind === 'clients' ? (
    <>{props.name}</>
  ) : (
    <EntityName entityRef={props.name} />
  );
}
