import { useState } from 'react';
import { CopyText } from '../components/CopyText';
import { Section } from '../components/Section';
import { useT } from '../hooks/useT';
import { EndOfLifeNote } from '../lifecycle/EndOfLifeNote';
import { AskForAccess } from '../server/AskForAccess';
import { ServerFrame } from '../server/ServerFrame';
import { ClientGuide, type ClientId } from './ClientGuide';
import { ConnectionState } from './ConnectionState';
import { MyTokens } from './MyTokens';
import { TokenMaker } from './TokenMaker';

/** The tab "Connect" of a server's page. */
export function ConnectContent() {
  const t = useT();
  const [client, setClient] = useState<ClientId>('chat');
  const [made, setMade] = useState(0);
  return (
    <ServerFrame>
      {server =>
        server.access.state === 'granted' && server.endpoint ? (
          <>
            <EndOfLifeNote server={server} />
            <ConnectionState serverRef={server.serverRef} />
            <Section title={t('connect.token')} hint={t('connect.tokenHint')}>
              <TokenMaker
                serverRef={server.serverRef}
                client={t(`client.${client}`)}
                onMade={() => setMade(count => count + 1)}
              />
            </Section>
            <Section title={t('connect.app')}>
              <ClientGuide
                serverRef={server.serverRef}
                endpoint={server.endpoint}
                client={client}
                onClient={setClient}
              />
            </Section>
            <Section title={t('connect.address')}>
              <CopyText text={server.endpoint} label={t('connect.endpoint')} />
            </Section>
            <MyTokens serverRef={server.serverRef} version={made} />
          </>
        ) : (
          <>
            <EndOfLifeNote server={server} />
            <AskForAccess server={server} />
          </>
        )
      }
    </ServerFrame>
  );
}
