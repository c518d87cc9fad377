import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { EmptyState } from '../components/EmptyState';
import { EntityName } from '../components/EntityName';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { MoreButton } from '../components/MoreButton';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { useMe } from '../hooks/useMe';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { StopButton } from '../stops/StopButton';
import { useMayStopAll } from '../stops/useMayStop';
import { CallableServerCard } from './CallableServerCard';
import { PrincipalNotes } from './PrincipalNotes';
import { PrincipalPicker } from './PrincipalPicker';
import { isShown, ShowFilter, type Shown } from './ShowFilter';
import styles from './who.module.css';

/** What somebody can call, and through what: oneself, or whom one may ask about. */
export function WhoPage() {
  const t = useT();
  const me = useMe();
  const { get, set } = useUrlState();
  const gateway = useApi(mcpGatewayApiRef);
  const mayStopAll = useMayStopAll();
  const who = get('who');
  const inUrl = get('show');
  const shown: Shown = isShown(inUrl) ? inUrl : 'allow';
  const effect = shown === 'all' ? undefined : shown;
  const servers = usePages(
    useCallback(
      (cursor?: string) =>
        gateway.listCallableTools({ principal: who, effect, cursor }),
      [gateway, who, effect],
    ),
  );
  const { first, items } = servers;
  const isMe = who === undefined || who === me;
  const mayAskOthers = first !== undefined && first.mayAsk !== 'own';
  return (
    <PageBody
      title={t('callable.title')}
      lead={t('callable.lead')}
      actions={
        !isMe && (
          <Button variant="secondary" onPress={() => set({ who: undefined })}>
            {t('callable.me')}
          </Button>
        )
      }
    >
      {mayAskOthers && (
        <div className={styles.picker}>
          <PrincipalPicker who={who} onPick={ref => set({ who: ref })} />
        </div>
      )}
      <Problem
        title={t('callable.failed')}
        error={servers.error}
        onRetry={servers.refresh}
      />
      {!first && servers.loading && <Lines height={120} />}
      {first && (
        <>
          <div className={styles.head}>
            <Text as="h3" variant="title-small" className={styles.flat}>
              {isMe ? (
                t('callable.mine')
              ) : (
                <>
                  {t('callable.theirsBefore')}
                  <EntityName
                    entityRef={first.principal.ref}
                    variant="title-small"
                  />
                  {t('callable.theirsAfter')}
                </>
              )}
            </Text>
            {mayStopAll && !isMe && (
              <StopButton
                target={{
                  kind: first.principal.ref.startsWith('user:')
                    ? 'person'
                    : 'agent',
                  subject: first.principal.ref,
                }}
                onStopped={servers.refresh}
              />
            )}
            <ShowFilter
              value={shown}
              onChange={value => set({ show: value })}
            />
          </div>
          <PrincipalNotes answer={first} />
          <Text as="p" color="secondary" role="status" className={styles.flat}>
            {t('callable.found', {
              some: String(first.serversWithAccess),
              all: String(first.servers),
            })}
          </Text>
          {items.length === 0 && !servers.hasMore && (
            <Nothing shown={shown} isEmpty={first.servers === 0} />
          )}
          {items.length > 0 && (
            <CardList label={t('callable.list')}>
              {items.map(server => (
                <CallableServerCard
                  key={server.serverRef}
                  principal={first.principal.ref}
                  server={server}
                  showsOthers={!effect || server.others.effect === effect}
                  isMe={isMe}
                />
              ))}
            </CardList>
          )}
          <MoreButton
            hasMore={servers.hasMore}
            loading={servers.loadingMore}
            onMore={servers.more}
          />
        </>
      )}
    </PageBody>
  );
}

function Nothing(props: { shown: Shown; isEmpty: boolean }) {
  const t = useT();
  const { shown, isEmpty } = props;
  if (isEmpty || shown === 'all') {
    return (
      <EmptyState
        title={t('callable.noServers')}
        hint={t('callable.noneHint')}
      />
    );
  }
  return shown === 'allow' ? (
    <EmptyState title={t('callable.none')} hint={t('callable.noneHint')} />
  ) : (
    <EmptyState
      title={t('callable.noneRefused')}
      hint={t('callable.noneRefusedHint')}
    />
  );
}
