import { formatBytes } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Alert } from '../api/types';
import type { T } from '../hooks/useT';

/** What was found, in one sentence. What a newer gateway finds comes in its own words. */
export function alertText(
  t: T,
  { detector, values, text }: Pick<Alert, 'detector' | 'values' | 'text'>,
): string {
  const v = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, String(value)]),
  );
  const bytes = {
    amount: formatBytes(Number(v.amount)),
    usual: formatBytes(Number(v.usual)),
  };
  const isHour = v.span === 'hour';
  switch (detector) {
    case 'first-use':
      return v.what === 'server'
        ? t('alerts.text.firstUseServer', { tool: v.tool })
        : t('alerts.text.firstUseTool', { tool: v.tool });
    case 'volume': {
      const { amount, usual } = v;
      return isHour
        ? t('alerts.text.volumeHour', { amount, usual })
        : t('alerts.text.volumeDay', { amount, usual });
    }
    case 'result-size':
      return isHour
        ? t('alerts.text.sizeHour', bytes)
        : t('alerts.text.sizeDay', bytes);
    case 'unusual-hour':
      return t('alerts.text.unusualHour', { hour: v.hour, days: v.days });
    case 'refusals': {
      const { refused, minutes, targets } = v;
      return t('alerts.text.refusals', { refused, minutes, targets });
    }
    case 'sweep': {
      const { tools, minutes, fresh } = v;
      return t('alerts.text.sweep', { tools, minutes, fresh });
    }
    case 'arguments':
      return t('alerts.text.arguments', {
        ...{ count: Number(v.count), guards: v.guards },
      });
    case 'decoy':
      return t('alerts.text.decoy', { tool: v.tool });
    case 'egress': {
      const { host, port } = v;
      return v.allowed === 'yes'
        ? t('alerts.text.egressAllowed', { host, port })
        : t('alerts.text.egressRefused', { host, port });
    }
    case 'drift':
      return t('alerts.text.drift', { tool: v.tool, departure: v.departure });
    case 'checks': {
      const { check, outcome, before } = v;
      return t('alerts.text.checks', { check, outcome, before });
    }
    case 'connection': {
      const { failed, calls } = v;
      return Number(failed) > 0
        ? t('alerts.text.connectionCalls', { failed, calls })
        : t('alerts.text.connectionSilent');
    }
    default:
      return text;
  }
}
