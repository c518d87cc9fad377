import { Text } from '@backstage/ui';
import type { Tool } from '../api/types';
import { useT } from '../hooks/useT';
import styles from './ToolDetails.module.css';

/**
 * One tool. Its words come from the server and are data, never markup: they are shown as plain text, links and formatting
 * in them do nothing.
 */
export function ToolDetails({ tool }: { tool: Tool }) {
  const t = useT();
  return (
    <div className={styles.tool}>
      <Text as="h5" variant="body-medium" weight="bold" className={styles.name}>
        {tool.title ?? tool.name}
        {tool.title && <code className={styles.id}>{tool.name}</code>}
      </Text>
      <Text as="p" color="secondary" className={styles.words}>
        {tool.description ?? t('tools.noDescription')}
      </Text>
      {tool.inputSchema && (
        <details className={styles.more}>
          <summary>{t('tools.schema')}</summary>
          <pre>{JSON.stringify(tool.inputSchema, null, 2)}</pre>
        </details>
      )}
    </div>
  );
}
