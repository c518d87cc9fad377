import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Policy, PolicyVersion } from '../api/types';
import { Lines } from '../components/Lines';
import { CardList, ListCard } from '../components/ListCard';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { ReasonDialog } from '../components/ReasonDialog';
import { useAction } from '../hooks/useAction';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { ModeLabel } from './ModeLabel';
import styles from './policies.module.css';
import { PolicyFacts } from './PolicyFacts';
import { TextDiff } from './TextDiff';

/** Every version of a policy with what it changed; an earlier one can be taken up again. */
export function PolicyHistory(props: {
  policy: Policy;
  mayWrite: boolean;
  onRestored(outcome: 'saved' | 'proposed'): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { policy, mayWrite, onRestored } = props;
  const { name, version: baseVersion = 0 } = policy;
  const [chosen, setChosen] = useState<number>();
  const history = usePages(
    useCallback(
      async (cursor?: string) => {
        const { items, hasMore } = await gateway.policyHistory(
          name,
          cursor === undefined ? undefined : Number(cursor),
        );
        const last = items.at(-1);
        return {
          items,
          ...(hasMore && last && { nextCursor: String(last.version) }),
        };
      },
      [gateway, name],
    ),
  );
  const restore = useAction(
    useCallback(
      (version: number, comment: string) =>
        gateway.restorePolicy(name, { version, comment, baseVersion }),
      [gateway, name, baseVersion],
    ),
  );
  const versions: PolicyVersion[] = history.items;
  return (
    <>
      <Problem
        title={t('policyHistory.failed')}
        error={history.error}
        onRetry={history.refresh}
      />
      {!history.first && history.loading && <Lines count={2} />}
      <CardList label={t('policyHistory.title', { name })}>
        {versions.map((each, at) => (
          <ListCard
            key={each.version}
            title={
              <Text weight="bold">
                {t('policies.version', { version: String(each.version) })}
              </Text>
            }
            labels={<ModeLabel mode={each.mode} />}
            actions={
              mayWrite &&
              at > 0 &&
              each.mode !== 'removed' && (
                <Button
                  size="small"
                  variant="secondary"
                  aria-label={t('policyHistory.restoreNamed', {
                    version: String(each.version),
                  })}
                  onPress={() => {
                    restore.clear();
                    setChosen(each.version);
                  }}
                >
                  {t('policyHistory.restore')}
                </Button>
              )
            }
          >
            <PolicyFacts of={each} />
            <details className={styles.more}>
              <summary>{t('policyHistory.changes')}</summary>
              <TextDiff
                label={t('policies.version', { version: String(each.version) })}
                before={versions[at + 1]?.text ?? ''}
                after={each.text}
              />
            </details>
          </ListCard>
        ))}
      </CardList>
      <MoreButton
        hasMore={history.hasMore}
        loading={history.loadingMore}
        onMore={history.more}
      />
      {chosen !== undefined && (
        <ReasonDialog
          title={t('policyHistory.restoreTitle', { version: String(chosen) })}
          lead={t('policyHistory.restoreLead')}
          label={t('policyRemove.reason')}
          confirm={t('policyHistory.restore')}
          problemTitle={t('policyHistory.restoreFailed')}
          error={restore.error}
          running={restore.running}
          onClose={() => setChosen(undefined)}
          onConfirm={async comment => {
            const done = await restore.run(chosen, comment.slice(0, 500));
            if (!done) return;
            setChosen(undefined);
            history.refresh();
            onRestored(done.outcome);
          }}
        />
      )}
    </>
  );
}
