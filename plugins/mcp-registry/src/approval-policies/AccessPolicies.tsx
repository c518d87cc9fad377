import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { CardList } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { AccessPolicyCard } from './AccessPolicyCard';
import { AccessPreview } from './AccessPreview';
import styles from './approvalPolicies.module.css';

/** The policies about requests for access that are configured, and what they ask for of those that are open. */
export function AccessPolicies() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { value, error, refresh } = useLoad(
    useCallback(() => registry.listAccessPolicies(), [registry]),
  );
  const [isOpen, setOpen] = useState(false);
  const hasPolicies = value !== undefined && value.items.length > 0;
  return (
    <Section title={t('accessPolicies.title')} hint={t('accessPolicies.hint')}>
      <Problem
        title={t('approvalPolicies.failed')}
        error={error}
        onRetry={refresh}
      />
      {value?.items.length === 0 && (
        <Text as="p" className={styles.flat}>
          {t('accessPolicies.none')}
        </Text>
      )}
      {hasPolicies && (
        <CardList label={t('accessPolicies.list')}>
          {value.items.map(policy => (
            <AccessPolicyCard key={policy.id} policy={policy} />
          ))}
        </CardList>
      )}
      {hasPolicies && value.mayPreview && !isOpen && (
        <div className={styles.buttons}>
          <Button variant="secondary" onPress={() => setOpen(true)}>
            {t('accessPolicies.preview')}
          </Button>
        </div>
      )}
      {isOpen && <AccessPreview />}
    </Section>
  );
}
