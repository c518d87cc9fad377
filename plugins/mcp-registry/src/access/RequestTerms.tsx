import type { AccessRequest } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { useT } from '../hooks/useT';
import { Selection } from '../tools/Selection';

/** What was asked for and what was granted, side by side. */
export function RequestTerms({ request }: { request: AccessRequest }) {
  const t = useT();
  const terms = (what: AccessRequest['asked']) => (
    <>
      <Selection tools={what.tools} />,{' '}
      {what.durationMinutes
        ? t('emergency.minutesText', { number: String(what.durationMinutes) })
        : t('common.days', { count: what.durationDays })}
    </>
  );
  return (
    <Facts
      items={[
        {
          label: t('terms.who'),
          value: <EntityName entityRef={request.requestedBy} plain />,
        },
        { label: t('terms.purpose'), value: request.purpose },
        { label: t('terms.asked'), value: terms(request.asked) },
        request.granted && {
          label: t('terms.granted'),
          value: terms(request.granted),
        },
      ]}
    />
  );
}
