import type { GuardRule } from '../api/types';
import { EntityName } from '../components/EntityName';
import { useT } from '../hooks/useT';

const CLASSES = ['public', 'internal', 'confidential', 'restricted'] as const;
const RISKS = ['low', 'medium', 'high', 'critical'] as const;

/** Which servers a rule is about: what is said of them, all of which must be true. */
export function GuardServers(props: { servers: GuardRule['servers'] }) {
  const t = useT();
  const { refs, owners, dataClassification, riskTier } = props.servers;
  const classes = CLASSES.filter(each => dataClassification?.includes(each));
  const risks = RISKS.filter(each => riskTier?.includes(each));
  const parts = [
    ...(refs ? [<Names key="refs" refs={refs} />] : []),
    ...(classes.length > 0
      ? [classes.map(each => t(`data.${each}`)).join(' / ')]
      : []),
    ...(risks.length > 0
      ? [risks.map(each => t(`risk.${each}`)).join(' / ')]
      : []),
    ...(owners ? [<Names key="owners" refs={owners} />] : []),
  ];
  if (parts.length === 0) return <>{t('guardRules.everyServer')}</>;
  return (
    <>
      {parts.map((part, index) => (
        <span key={index}>
          {index > 0 && ', '}
          {part}
        </span>
      ))}
    </>
  );
}

function Names({ refs }: { refs: readonly string[] }) {
  return (
    <>
      {refs.map((ref, index) => (
        <span key={ref}>
          {index > 0 && ' / '}
          <EntityName entityRef={ref} plain />
        </span>
      ))}
    </>
  );
}
