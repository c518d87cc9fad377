import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { formatDuration } from '../components/formatTime';
import { useLanguage } from '../hooks/useLanguage';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';

/** Who decides about access to a server, why they, and how long it usually takes, as sentences. */
export function WhoDecides({ serverRef }: { serverRef: string }) {
  const t = useT();
  const language = useLanguage();
  const registry = useApi(mcpRegistryApiRef);
  const { value, error } = useLoad(
    useCallback(() => registry.getApprovers(serverRef), [registry, serverRef]),
  );
  if (error) {
    return <span>{t('who.unknown')}</span>;
  }
  if (!value) {
    return <span>{t('common.loading')}</span>;
  }
  const names = new Intl.ListFormat(language, { type: 'disjunction' }).format(
    value.approvers.map(({ title }) => title),
  );
  const who =
    value.approvers.length === 0
      ? t('who.nobody')
      : t(`who.${value.why}`, { names });
  const wait =
    value.usualWaitSeconds === undefined
      ? t('who.noWait')
      : t('who.wait', {
          time: formatDuration(value.usualWaitSeconds, language),
        });
  return (
    <span>
      {who} {wait}
    </span>
  );
}
