import { useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Alert } from '../api/types';
import { Problem } from '../components/Problem';
import { ReasonDialog } from '../components/ReasonDialog';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

const REASONED = ['resolve', 'dismiss', 'reopen'] as const;
type Reasoned = (typeof REASONED)[number];

/** What somebody can say about an alert: at once that they look at it, and with a reason that it is settled, nothing, or not. */
export function AlertActions(props: { alert: Alert; onChanged(): void }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { alert, onChanged } = props;
  const { id, state } = alert;
  const [asking, setAsking] = useState<Reasoned>();
  const act = useAction(
    useCallback(
      (action: 'acknowledge' | Reasoned, reason?: string) =>
        gateway.actOnAlert(id, action, reason),
      [gateway, id],
    ),
  );
  const done = (result: unknown) => {
    if (!result) return;
    setAsking(undefined);
    onChanged();
  };
  const isOpen = state === 'open' || state === 'acknowledged';
  const what = t(`alerts.kind.${alert.detector}`);
  const named = (action: 'acknowledge' | Reasoned) =>
    t('alerts.actionNamed', { action: t(`alerts.action.${action}`), what });
  return (
    <>
      {state === 'open' && (
        <Button
          size="small"
          variant="secondary"
          aria-label={named('acknowledge')}
          isPending={act.running && asking === undefined}
          onPress={() => void act.run('acknowledge').then(done)}
        >
          {t('alerts.action.acknowledge')}
        </Button>
      )}
      {REASONED.filter(action => (action === 'reopen') !== isOpen).map(
        action => (
          <Button
            key={action}
            size="small"
            variant="secondary"
            aria-label={named(action)}
            onPress={() => setAsking(action)}
          >
            {t(`alerts.action.${action}`)}
          </Button>
        ),
      )}
      {asking === undefined && (
        <Problem title={t('alerts.actFailed')} error={act.error} />
      )}
      {asking && (
        <ReasonDialog
          title={t(`alerts.reasonTitle.${asking}`)}
          lead={t(`alerts.reasonLead.${asking}`)}
          label={t('alerts.reason')}
          confirm={t(`alerts.action.${asking}`)}
          problemTitle={t('alerts.actFailed')}
          error={act.error}
          running={act.running}
          onConfirm={reason => void act.run(asking, reason).then(done)}
          onClose={() => {
            setAsking(undefined);
            act.clear();
          }}
        />
      )}
    </>
  );
}
