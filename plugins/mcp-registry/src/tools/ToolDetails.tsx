import { Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import type { Tool } from '../api/types';
import { useT } from '../hooks/useT';
import styles from './ToolDetails.module.css';
import { ToolFacts } from './ToolFacts';

/**
 * One tool. Its words come from the server and are data, never markup: they are shown as plain text, links and formatting
 * in them do nothing.
 */
export function ToolDetails(props: { tool: Tool; children?: ReactNode }) {
  const t = useT();
  const { tool } = props;
  return (
    <div className={styles.tool}>
      <Text as="h5" variant="body-medium" weight="bold" className={styles.name}>
        {tool.title ?? tool.name}
        {tool.title && <code className={styles.id}>{tool.name}</code>}
      </Text>
      <Text as="p" color="secondary" className={styles.words}>
        {tool.description ?? t('tools.noDescription')}
      </Text>
      <ToolFacts tool={tool} />
      <Schema title={t('tools.schema')} schema={tool.inputSchema} />
      <Schema title={t('toolFacts.output')} schema={tool.outputSchema} />
      {props.children}
    </div>
  );
}

function Schema(props: { title: string; schema: object | undefined }) {
  return props.schema ? (
    <details className={styles.more}>
      <summary>{props.title}</summary>
      <pre>{JSON.stringify(props.schema, null, 2)}</pre>
    </details>
  ) : null;
}
