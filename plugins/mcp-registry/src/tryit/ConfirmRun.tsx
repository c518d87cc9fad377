import { Text } from '@backstage/ui';
import type { Server, Tool } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { useT } from '../hooks/useT';
import { BoundedText } from './result/BoundedText';

/** Asks before a tool that can destroy things is called: which one, where, with what. */
export function ConfirmRun(props: {
  server: Server;
  tool: Tool;
  args: Record<string, unknown>;
  onConfirm(): void;
  onClose(): void;
}) {
  const t = useT();
  const { server, tool, args } = props;
  const hasInput = Object.keys(args).length > 0;
  return (
    <ConfirmDialog
      title={t('tryIt.confirmTitle', { tool: tool.name })}
      confirm={t('tryIt.confirmRun', { tool: tool.name })}
      destructive
      onConfirm={props.onConfirm}
      onClose={props.onClose}
    >
      <Text as="p" style={{ margin: 0 }}>
        {t('tryIt.confirmLead', { server: server.title })}
      </Text>
      {hasInput ? (
        <BoundedText isCode text={JSON.stringify(args, null, 2)} />
      ) : (
        <Text color="secondary">{t('tryIt.confirmNoInput')}</Text>
      )}
    </ConfirmDialog>
  );
}
