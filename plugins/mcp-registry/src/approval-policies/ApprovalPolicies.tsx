import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { History } from '../approvals/Evidence';
import { CardList } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { ApprovalPolicyCard } from './ApprovalPolicyCard';
import { ApprovalPreview } from './ApprovalPreview';
import styles from './approvalPolicies.module.css';

/** Who has to approve versions of servers, by the policies of the configuration, and what they would ask for of each server. */
export function ApprovalPolicies() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { value, error, refresh } = useLoad(
    useCallback(() => registry.listApprovalPolicies(), [registry]),
  );
  const [isOpen, setOpen] = useState(false);
  return (
    <Section
      title={t('approvalPolicies.title')}
      hint={t('approvalPolicies.hint')}
    >
      <Problem
        title={t('approvalPolicies.failed')}
        error={error}
        onRetry={refresh}
      />
      {value?.items.length === 0 && (
        <Text as="p" className={styles.flat}>
          {t('approvalPolicies.none')}
        </Text>
      )}
      {value && value.items.length > 0 && (
        <CardList label={t('approvalPolicies.list')}>
          {value.items.map(policy => (
            <ApprovalPolicyCard key={policy.id} policy={policy} />
          ))}
        </CardList>
      )}
      {value && value.history.length > 0 && (
        <details>
          <summary>{t('approvalPolicies.history')}</summary>
          <History entries={value.history} />
        </details>
      )}
      {value?.mayPreview && !isOpen && (
        <div className={styles.buttons}>
          <Button variant="secondary" onPress={() => setOpen(true)}>
            {t('approvalPolicies.preview')}
          </Button>
        </div>
      )}
      {isOpen && <ApprovalPreview />}
    </Section>
  );
}
