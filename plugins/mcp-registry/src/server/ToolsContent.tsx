import { Text } from '@backstage/ui';
import type { Server } from '../api/types';
import { useMayReadAll } from '../activity/useMayReadAll';
import { EmptyState } from '../components/EmptyState';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { StopButton } from '../stops/StopButton';
import { useMayStopAll } from '../stops/useMayStop';
import { tokenText } from '../tools/tokenText';
import { ToolGroups } from '../tools/ToolGroups';
import { TryOrAsk } from '../tools/TryOrAsk';
import { McpToolSession } from '../tryit/McpToolSession';
import type { OpenToolSession } from '../tryit/toolSession';
import { TryIt } from '../tryit/TryIt';
import { CallersButton } from '../who/CallersButton';
import { HeldToolLabel } from './HeldToolLabel';
import { HeldToolsNote } from './HeldToolsNote';
import { ServerFrame } from './ServerFrame';

/** The tab "Tools" of a server's page: what there is, what it costs, and a way to try it. */
export function ToolsContent(props: { openSession?: OpenToolSession }) {
  const openSession = props.openSession ?? McpToolSession.open;
  return (
    <ServerFrame>
      {(server, refresh) => (
        <Tools server={server} refresh={refresh} openSession={openSession} />
      )}
    </ServerFrame>
  );
}

function Tools(props: {
  server: Server;
  refresh(): void;
  openSession: OpenToolSession;
}) {
  const t = useT();
  const url = useUrlState();
  const mayReadAll = useMayReadAll();
  const mayStopAll = useMayStopAll();
  const { server, openSession } = props;
  const { known, tools, probedAt, probeError } = server.toolSurface;
  // In the address, so that a person can send another where to look. One at a time.
  const tried = url.get('try');
  const show = (tool: string | undefined) => url.set({ try: tool });
  if (!known) {
    return (
      <EmptyState
        title={t('tools.unknown')}
        hint={[probeError, t('tools.unknownHint')].filter(Boolean).join(' ')}
      />
    );
  }
  if (tools.length === 0 && !server.heldTools) {
    return <EmptyState title={t('tools.none')} hint={t('tools.noneHint')} />;
  }
  const isPriced = tools.some(tool => tool.tokens !== undefined);
  return (
    <>
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {t('tools.lead')}{' '}
        {isPriced && t('toolFacts.sum', { tokens: tokenText(t, tools) })}{' '}
        {probedAt && (
          <>
            {t('tools.probed')} <RelativeTime at={probedAt} />.
          </>
        )}
      </Text>
      <HeldToolsNote server={server} onAsked={props.refresh} />
      <ToolGroups
        tools={tools}
        extra={tool => {
          const held = server.heldTools?.find(({ name }) => name === tool.name);
          // Nobody can call it: nothing to try, and nobody to ask for.
          if (held) return <HeldToolLabel tool={held} />;
          const isOpen =
            tried === tool.name && server.access.state === 'granted';
          return (
            <>
              <TryOrAsk
                server={server}
                tool={tool}
                isOpen={isOpen}
                onToggle={() => show(isOpen ? undefined : tool.name)}
              />
              {(server.iDecide || mayReadAll) && (
                <CallersButton serverRef={server.serverRef} tool={tool.name} />
              )}
              {(server.iDecide || mayStopAll) && (
                <StopButton
                  target={{
                    ...{ kind: 'tool', serverRef: server.serverRef },
                    subject: tool.name,
                  }}
                  serverTitle={server.title}
                  onStopped={props.refresh}
                />
              )}
              {isOpen && (
                <TryIt
                  server={server}
                  tool={tool}
                  openSession={openSession}
                  onClose={() => show(undefined)}
                />
              )}
            </>
          );
        }}
      />
    </>
  );
}
