import { useApi } from '@backstage/frontend-plugin-api';
import { Skeleton } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { CopyText } from '../components/CopyText';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { ALL_SERVERS } from '../connect/ALL_SERVERS';
import { ClientGuide, type ClientId } from '../connect/ClientGuide';
import { TokenMaker } from '../connect/TokenMaker';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';

/** One address for everything that I may use. */
export function AllMyTools(props: { onToken(): void }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const info = useLoad(useCallback(() => gateway.getInfo(), [gateway]));
  const [client, setClient] = useState<ClientId>('chat');
  const endpoint =
    info.value && `${info.value.publicUrl.replace(/\/$/, '')}/mcp`;
  return (
    <Section title={t('allTools.title')} hint={t('allTools.hint')}>
      <Problem title={t('allTools.failed')} error={info.error} />
      {!endpoint && !info.error && <Skeleton height={40} />}
      {endpoint && (
        <>
          <CopyText text={endpoint} label={t('allTools.address')} />
          <TokenMaker
            serverRef={ALL_SERVERS}
            client={t(`client.${client}`)}
            onMade={props.onToken}
          />
          <ClientGuide
            serverRef={ALL_SERVERS}
            endpoint={endpoint}
            client={client}
            onClient={setClient}
          />
        </>
      )}
    </Section>
  );
}
