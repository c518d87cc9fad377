import { useApi } from '@backstage/frontend-plugin-api';
import { Button, TextField } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { Problem } from '../components/Problem';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import styles from './activity.module.css';

/** Searches that I saved, and this one to be saved. */
export function SavedViews() {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { text, replace } = useUrlState();
  const views = useLoad(
    useCallback(() => gateway.listActivityViews(), [gateway]),
  );
  const [name, setName] = useState('');
  const [error, setError] = useState<Error>();
  const run = async (change: Promise<unknown>) => {
    setError(undefined);
    try {
      await change;
      setName('');
    } catch (problem) {
      setError(problem as Error);
    }
    views.refresh();
  };
  return (
    <div className={styles.list}>
      <Problem title={t('activity.viewsFailed')} error={views.error} />
      <Problem title={t('activity.saveFailed')} error={error} />
      {views.value && views.value.length > 0 && (
        <ul aria-label={t('activity.views')} className={styles.views}>
          {views.value.map(view => (
            <li key={view.id}>
              <Button
                size="small"
                variant="secondary"
                onPress={() => replace(view.query)}
              >
                {view.name}
              </Button>
              <Button
                size="small"
                variant="tertiary"
                aria-label={t('activity.deleteView', { name: view.name })}
                onPress={() => void run(gateway.deleteActivityView(view.id))}
              >
                ×
              </Button>
            </li>
          ))}
        </ul>
      )}
      {text && (
        <div className={styles.actions}>
          <TextField
            size="small"
            label={t('activity.viewName')}
            value={name}
            onChange={setName}
          />
          <Button
            size="small"
            variant="secondary"
            isDisabled={!name.trim()}
            onPress={() =>
              void run(gateway.saveActivityView({ name, query: text }))
            }
          >
            {t('activity.save')}
          </Button>
        </div>
      )}
    </div>
  );
}
