import type { Alert } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';

/** Whom an alert is about, and when it was found. */
export function AlertFacts({ alert }: { alert: Alert }) {
  const t = useT();
  const { who, serverRef, tool, times, firstAt, lastAt } = alert;
  return (
    <Facts
      items={[
        who !== undefined && {
          label: t('alerts.who'),
          value: <EntityName entityRef={who} />,
        },
        serverRef !== undefined && {
          label: t('alerts.server'),
          value: <EntityName entityRef={serverRef} />,
        },
        tool !== undefined && { label: t('alerts.tool'), value: tool },
        {
          label: t('alerts.last'),
          value: <RelativeTime at={lastAt} />,
        },
        times > 1 && {
          label: t('alerts.first'),
          value: <RelativeTime at={firstAt} />,
        },
        {
          label: t('alerts.times'),
          value: t('alerts.timesText', { count: times }),
        },
      ]}
    />
  );
}
