import { Text } from '@backstage/ui';
import type { ApprovalState, Revision } from '../api/types';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';
import { RuleNeeds } from './RuleNeeds';
import styles from './approvalPolicies.module.css';

/** What a version needs by the approval policies, and what it has. Nothing where one of the review team decides, as without policies. */
export function ApprovalNote({ revision }: { revision: Revision }) {
  const t = useT();
  return (
    <NeedsNote
      title={t('approvalNeeds.title')}
      approval={revision.approval}
      observedApproval={revision.observedApproval}
      reviews={revision.reviews}
    />
  );
}

/** What something needs by policies, who agreed, and what those would need that are only observed. */
export function NeedsNote(props: {
  title: string;
  approval: ApprovalState | undefined;
  observedApproval: ApprovalState | undefined;
  reviews: readonly Said[] | undefined;
}) {
  const t = useT();
  const { title, approval, observedApproval } = props;
  const isPlain = approval?.rules.every(({ policy }) => policy === 'sallyport');
  const observed = observedApproval?.rules.filter(
    ({ policy, rule }) =>
      !approval?.rules.some(own => own.policy === policy && own.rule === rule),
  );
  const next = approval?.steps.find(({ isDue }) => !isDue);
  return (
    <>
      {approval && !isPlain && (
        <div className={styles.note}>
          <Text as="h4" variant="title-x-small" className={styles.flat}>
            {title}
          </Text>
          <RuleNeeds rules={approval.rules} label={title} />
          {next && (
            <Text as="p" color="secondary" className={styles.flat}>
              <NextStep step={next} /> <RelativeTime at={next.at} />
            </Text>
          )}
        </div>
      )}
      {observed && observed.length > 0 && (
        <div className={styles.note}>
          <Text as="h4" variant="title-x-small" className={styles.flat}>
            {t('approvalNeeds.observed')}
          </Text>
          <RuleNeeds rules={observed} label={t('approvalNeeds.observed')} />
        </div>
      )}
      <StoodIn reviews={props.reviews ?? []} />
    </>
  );
}

type Said = Pick<
  NonNullable<Revision['reviews']>[number],
  'by' | 'onBehalfOf' | 'at'
>;

function NextStep({ step }: { step: ApprovalState['steps'][number] }) {
  const t = useT();
  const { do: what, to } = step;
  return what === 'hand-over' && to ? (
    <span>{t('approvalNeeds.next.hand-over', { name: to })}</span>
  ) : (
    <span>
      {t(
        what === 'close'
          ? 'approvalNeeds.next.close'
          : 'approvalNeeds.next.remind',
      )}
    </span>
  );
}

/** Who decided in whose place. */
function StoodIn({ reviews }: { reviews: readonly Said[] }) {
  const t = useT();
  const others = reviews.filter(({ onBehalfOf }) => onBehalfOf !== undefined);
  return others.length === 0 ? null : (
    <ul className={styles.ways}>
      {others.map(({ by, onBehalfOf, at }) => (
        <li key={`${by} ${at}`}>
          <Text color="secondary">
            <EntityName entityRef={by} plain /> {t('approvalNeeds.standsFor')}{' '}
            <EntityName entityRef={onBehalfOf ?? by} plain />
          </Text>
        </li>
      ))}
    </ul>
  );
}
