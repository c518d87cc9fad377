import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { AccessPolicies } from '../approval-policies/AccessPolicies';
import { ApprovalPolicies } from '../approval-policies/ApprovalPolicies';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { GuardRules } from './GuardRules';
import styles from './policies.module.css';
import { PolicyCard, type PolicyDone } from './PolicyCard';
import { PolicyEditor } from './PolicyEditor';

/** The company's policies, from Git and from the portal. */
export function PoliciesPage() {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const loaded = useLoad(useCallback(() => gateway.listPolicies(), [gateway]));
  /** A name, or the empty text for a new one. */
  const [editing, setEditing] = useState<string>();
  const [done, setDone] = useState<PolicyDone>();
  const list = loaded.value;
  const finish = (what: PolicyDone) => {
    setDone(what);
    setEditing(undefined);
    loaded.refresh();
  };
  const edit = (name: string) => {
    setDone(undefined);
    setEditing(name);
  };
  const mayWrite = list?.may.write && list.isOpen;
  return (
    <PageBody
      title={t('policies.title')}
      lead={t('policies.lead')}
      actions={
        mayWrite &&
        editing === undefined && (
          <Button variant="primary" onPress={() => edit('')}>
            {t('policies.new')}
          </Button>
        )
      }
    >
      <Problem
        title={t('policies.failed')}
        error={loaded.error}
        onRetry={loaded.refresh}
      />
      {done && (
        <Alert
          role="status"
          status="success"
          icon
          title={t(`policies.${done}`)}
        />
      )}
      {list?.complaint && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('policies.complaint')}
          description={list.complaint}
        />
      )}
      {!list && loaded.loading && <Lines />}
      {list && editing !== undefined && (
        <PolicyEditor
          key={editing}
          policy={list.items.find(
            ({ name, origin }) => origin === 'portal' && name === editing,
          )}
          taken={list.items
            .filter(({ origin }) => origin === 'portal')
            .map(({ name }) => name)}
          mayReplay={list.may.replay}
          onSaved={finish}
          onCancel={() => setEditing(undefined)}
        />
      )}
      {list?.items.length === 0 && editing === undefined && (
        <EmptyState
          title={t('policies.empty')}
          hint={t('policies.emptyHint')}
        />
      )}
      {list && list.items.length > 0 && (
        <CardList label={t('policies.list')}>
          {list.items.map(policy => (
            <PolicyCard
              key={`${policy.origin} ${policy.name}`}
              policy={policy}
              may={list.may}
              isOpen={list.isOpen}
              onEdit={() => edit(policy.name)}
              onDone={finish}
            />
          ))}
        </CardList>
      )}
      {list && list.filesLeftOut > 0 && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t('policies.leftOut', { count: list.filesLeftOut })}
        </Text>
      )}
      {list?.inForce && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t('policies.inForce', { version: list.inForce.version })}
        </Text>
      )}
      {list && editing === undefined && <GuardRules />}
      {editing === undefined && <ApprovalPolicies />}
      {editing === undefined && <AccessPolicies />}
    </PageBody>
  );
}
