import { Link } from '@backstage/ui';
import { reasonText } from '../activity/reasonText';
import type { OwnerDigest } from '../api/types';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { useLanguage } from '../hooks/useLanguage';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { numbersOf } from '../usage/numbers';

import { DigestTable } from './DigestTable';
import { DigestTotals } from './DigestTotals';

/** What the gateway knows: calls, what was refused, alerts, what nobody used, and what is left of budgets. */
export function DigestUsage(props: {
  usage: NonNullable<OwnerDigest['usage']>;
}) {
  const t = useT();
  const links = useLinks();
  const { count, money } = numbersOf(useLanguage());
  const { usage } = props;
  const { currency } = usage;
  const amount = (unit: string, value: number) =>
    unit === 'money' ? money(value, currency) : count(value);
  return (
    <>
      <DigestTotals usage={usage} />
      <DigestTable
        title={t('digest.servers')}
        none={t('digest.noCalls')}
        columns={[
          ...[t('digest.server'), t('usageTotals.calls')],
          ...[t('usageTotals.errors'), t('usageTotals.refused')],
          ...[t('digest.tokens'), ...(currency ? [t('usageTotals.cost')] : [])],
        ]}
        rows={usage.servers.map(server => ({
          id: server.name,
          cells: [
            <EntityName entityRef={server.name} />,
            ...[count(server.calls), count(server.errors)],
            ...[count(server.refused)],
            count(server.tokensIn + server.tokensOut),
            ...(currency ? [money(server.cost, currency)] : []),
          ],
        }))}
      />
      <DigestTable
        title={t('digest.refusals')}
        hint={t('digest.refusalsHint')}
        none={t('digest.noRefusals')}
        columns={[
          ...[t('digest.askedFor'), t('digest.server')],
          ...[t('digest.why'), t('digest.times')],
        ]}
        rows={usage.refusals.map(({ reason, serverRef, tool, ...rest }) => ({
          id: `${reason} ${serverRef} ${tool}`,
          cells: [
            tool ?? t('digest.noTool'),
            <EntityName entityRef={serverRef} />,
            ...[reasonText(t, reason), count(rest.count)],
          ],
        }))}
      />
      <DigestTable
        title={t('digest.alerts')}
        none={t('digest.noAlerts')}
        columns={[
          ...[t('digest.found'), t('digest.server')],
          ...[t('alerts.filter.state'), t('digest.when')],
        ]}
        rows={usage.alerts.items.map(alert => ({
          id: alert.id,
          cells: [
            <Link href={links.alert(alert.id)}>{alert.text}</Link>,
            alert.serverRef ? <EntityName entityRef={alert.serverRef} /> : '–',
            stateText(t, alert.state),
            <RelativeTime at={alert.at} />,
          ],
        }))}
      />
      <DigestTable
        title={t('digest.unusedTools')}
        hint={t('digest.unusedToolsHint')}
        none={t('digest.noUnusedTools')}
        columns={[t('digest.server'), t('digest.tools')]}
        rows={usage.unusedTools.map(({ serverRef, tools, total }) => ({
          id: serverRef,
          cells: [
            <EntityName entityRef={serverRef} />,
            total > tools.length
              ? t('digest.andMore', {
                  names: tools.join(', '),
                  more: count(total - tools.length),
                })
              : tools.join(', '),
          ],
        }))}
      />
      {usage.budgets.length > 0 && (
        <DigestTable
          title={t('usageBudgets.title')}
          none=""
          columns={[t('usageBudgets.amount'), t('digest.used')]}
          rows={usage.budgets.map(({ unit, perMonth, used }) => ({
            id: unit,
            cells: [amount(unit, perMonth), amount(unit, used)],
          }))}
        />
      )}
    </>
  );
}

function stateText(t: ReturnType<typeof useT>, state: string): string {
  switch (state) {
    case 'open':
    case 'acknowledged':
    case 'resolved':
    case 'dismissed':
      return t(`alerts.state.${state}`);
    default:
      return state;
  }
}
