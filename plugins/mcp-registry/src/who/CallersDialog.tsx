import { useApi } from '@backstage/frontend-plugin-api';
import { Dialog, DialogBody, DialogHeader, Flex, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { CallerRow } from './CallerRow';
import { HeldGrants } from './HeldGrants';
import { ShowFilter, type Shown } from './ShowFilter';
import styles from './who.module.css';

/** Who can call a tool, through what, until when. */
export function CallersDialog(props: {
  serverRef: string;
  tool: string;
  onClose(): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { serverRef, tool, onClose } = props;
  const [shown, setShown] = useState<Shown>('allow');
  const effect = shown === 'all' ? undefined : shown;
  const callers = usePages(
    useCallback(
      (cursor?: string) =>
        gateway.listCallers({ serverRef, tool, effect, cursor }),
      [gateway, serverRef, tool, effect],
    ),
  );
  const { first, items } = callers;
  return (
    <Dialog
      isOpen
      width={820}
      onOpenChange={open => {
        if (!open) onClose();
      }}
    >
      <DialogHeader>{t('callers.title', { tool })}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4" className={styles.panel}>
          <Text as="p" color="secondary" className={styles.flat}>
            {t('callers.lead')}
          </Text>
          <ShowFilter value={shown} onChange={setShown} />
          <Problem
            title={t('callers.failed')}
            error={callers.error}
            onRetry={callers.refresh}
          />
          {!first && callers.loading && <Lines />}
          {first && first.groups.length > 0 && (
            <div>
              <Text as="h3" variant="title-x-small" className={styles.flat}>
                {t('callers.groups')}
              </Text>
              <HeldGrants grants={first.groups} />
            </div>
          )}
          {first && (
            <Text as="p" role="status" className={styles.flat}>
              {t('callers.found', { count: first.candidates })}{' '}
              {first.hasMoreCandidates && t('callers.more')}
            </Text>
          )}
          {first && items.length === 0 && !callers.hasMore && (
            <EmptyState
              title={t(
                shown === 'deny' ? 'callers.noneRefused' : 'callers.none',
              )}
              hint={t(
                shown === 'deny'
                  ? 'callers.noneRefusedHint'
                  : 'callers.noneHint',
              )}
            />
          )}
          {items.length > 0 && (
            <ul className={styles.rows} aria-label={t('callers.list')}>
              {items.map(caller => (
                <CallerRow
                  key={caller.principal.ref}
                  serverRef={serverRef}
                  tool={tool}
                  caller={caller}
                />
              ))}
            </ul>
          )}
          <MoreButton
            hasMore={callers.hasMore}
            loading={callers.loadingMore}
            onMore={callers.more}
          />
        </Flex>
      </DialogBody>
    </Dialog>
  );
}
