import { useApi } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Revision, RevisionEntry, Server } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { inboxChanged } from '../hooks/useOpenCount';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { ServerFrame } from '../server/ServerFrame';
import { type Compared, CompareVersions } from './CompareVersions';
import { History } from '../approvals/Evidence';
import { SubmitPanel } from './SubmitPanel';
import { RollbackDialog } from './RollbackDialog';
import { StopButton } from '../stops/StopButton';
import { useMayStopAll } from '../stops/useMayStop';
import { VersionCard } from './VersionCard';

/** The tab "History" of a server's page: its versions, what differs between any two, and the way back. */
export function HistoryContent() {
  return (
    <ServerFrame>
      {(server, refresh) => <Versions server={server} onChanged={refresh} />}
    </ServerFrame>
  );
}

function Versions(props: { server: Server; onChanged(): void }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const mayStopAll = useMayStopAll();
  const { server, onChanged } = props;
  const { serverRef } = server;
  const [compared, setCompared] = useState<Compared>();
  const [target, setTarget] = useState<RevisionEntry>();
  const [done, setDone] = useState<Revision>();
  const history = usePages(
    useCallback(
      (cursor?: string) =>
        registry.getRevisionHistory(serverRef, { limit: 20, cursor }),
      [registry, serverRef],
    ),
  );
  const versions = history.items;
  const events = history.first?.serverHistory ?? [];
  const approved = server.approvedRevision;
  /** What is approved is what people ask about; of that itself, what was before it. */
  const compare = (version: RevisionEntry) => {
    const other =
      version.digest === approved?.digest
        ? versions[versions.indexOf(version) + 1]
        : versions.find(({ digest }) => digest === approved?.digest);
    setCompared({
      from: other?.digest ?? version.digest,
      to: version.digest,
    });
  };
  return (
    <>
      {done && (
        <Alert
          role="status"
          status="success"
          icon
          title={t(
            done.state === 'approved' ? 'rollback.done' : 'rollback.waits',
            { number: String(done.number) },
          )}
        />
      )}
      {compared && (
        <CompareVersions
          versions={versions}
          compared={compared}
          onChange={setCompared}
          onHide={() => setCompared(undefined)}
        />
      )}
      {history.first && (
        <SubmitPanel
          server={server}
          versions={versions}
          onDone={() => {
            history.refresh();
            onChanged();
          }}
        />
      )}
      <Section
        title={t('revisionHistory.title')}
        hint={t('revisionHistory.lead')}
      >
        <Problem
          title={t('revisionHistory.failed')}
          error={history.error}
          onRetry={history.refresh}
        />
        {!history.first && history.loading && <Lines />}
        {history.first && versions.length === 0 && (
          <EmptyState
            title={t('revisionHistory.empty')}
            hint={t('revisionHistory.emptyHint')}
          />
        )}
        {versions.length > 0 && (
          <CardList label={t('revisionHistory.title')}>
            {versions.map(version => (
              <VersionCard
                key={version.digest}
                version={version}
                onCompare={
                  versions.length > 1 ? () => compare(version) : undefined
                }
                onRollBack={
                  version.canRollBack && approved
                    ? () => setTarget(version)
                    : undefined
                }
                stop={
                  (server.iDecide || mayStopAll) && (
                    <StopButton
                      target={{
                        ...{ kind: 'revision', serverRef: server.serverRef },
                        subject: version.digest,
                      }}
                      serverTitle={server.title}
                      onStopped={onChanged}
                    />
                  )
                }
              />
            ))}
          </CardList>
        )}
        <MoreButton
          hasMore={history.hasMore}
          loading={history.loadingMore}
          onMore={history.more}
        />
      </Section>
      {events.length > 0 && (
        <Section title={t('serverEvents.title')}>
          <History entries={events} />
        </Section>
      )}
      {target && approved && (
        <RollbackDialog
          serverRef={serverRef}
          target={target}
          approved={approved}
          onClose={() => setTarget(undefined)}
          onDone={revision => {
            setTarget(undefined);
            setDone(revision);
            history.refresh();
            onChanged();
            inboxChanged();
          }}
        />
      )}
    </>
  );
}
