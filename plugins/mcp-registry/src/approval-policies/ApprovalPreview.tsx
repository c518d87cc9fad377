import { useApi } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { ApprovalPreviewItem, ApprovalState } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Lines } from '../components/Lines';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { StatusLabel } from '../components/StatusLabel';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { ruleTitle } from './RuleNeeds';
import styles from './approvalPolicies.module.css';

/** What the policies ask for of every version that is served or waits, and what would change if all were enforced. */
export function ApprovalPreview() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const pages = usePages(
    useCallback(
      (cursor?: string) => registry.previewApprovalPolicies(cursor),
      [registry],
    ),
  );
  return (
    <div className={styles.note}>
      <Text as="h4" variant="title-x-small" className={styles.flat}>
        {t('approvalPolicies.previewTitle')}
      </Text>
      <Text as="p" color="secondary" className={styles.flat}>
        {t('approvalPolicies.previewHint')}
      </Text>
      <Problem
        title={t('approvalPolicies.previewFailed')}
        error={pages.error}
        onRetry={pages.refresh}
      />
      {!pages.first && pages.loading && <Lines />}
      {pages.first && pages.items.length === 0 && (
        <Text as="p">{t('approvalPolicies.previewEmpty')}</Text>
      )}
      {pages.items.length > 0 && (
        <div className={styles.scroll}>
          <table
            className={styles.table}
            aria-label={t('approvalPolicies.previewTitle')}
          >
            <thead>
              <tr>
                <th scope="col">{t('approvalPolicies.columnServer')}</th>
                <th scope="col">{t('approvalPolicies.columnChange')}</th>
                <th scope="col">{t('approvalPolicies.columnEnforced')}</th>
                <th scope="col">{t('approvalPolicies.columnObserved')}</th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map(item => (
                <Row key={item.digest} item={item} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <MoreButton
        hasMore={pages.hasMore}
        loading={pages.loadingMore}
        onMore={pages.more}
      />
    </div>
  );
}

function Row({ item }: { item: ApprovalPreviewItem }) {
  const t = useT();
  return (
    <tr>
      <th scope="row">
        <EntityName entityRef={item.serverRef} /> · {item.number}
      </th>
      <td>
        {item.changes
          .map(change => t(`approvalPolicies.change.${change}`))
          .join(', ')}
      </td>
      <td>
        <Needs state={item.enforced} />
      </td>
      <td>
        {item.observed && item.isChanged ? (
          <Needs state={item.observed} />
        ) : (
          t('approvalPolicies.same')
        )}
      </td>
    </tr>
  );
}

function Needs({ state }: { state: ApprovalState }) {
  const t = useT();
  const isMet = state.decision === 'approved';
  return (
    <>
      {state.rules.map(rule => ruleTitle(t, rule)).join('; ')}{' '}
      <StatusLabel tone={isMet ? 'good' : 'info'}>
        {t(isMet ? 'approvalPolicies.wouldPass' : 'approvalPolicies.wouldWait')}
      </StatusLabel>
    </>
  );
}
