import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import type { Server, Tool } from '../api/types';
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
    <Dialog
      isOpen
      onOpenChange={open => {
        if (!open) props.onClose();
      }}
    >
      <DialogHeader>
        {t('tryIt.confirmTitle', { tool: tool.name })}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <Text as="p" style={{ margin: 0 }}>
            {t('tryIt.confirmLead', { server: server.title })}
          </Text>
          {hasInput ? (
            <BoundedText isCode text={JSON.stringify(args, null, 2)} />
          ) : (
            <Text color="secondary">{t('tryIt.confirmNoInput')}</Text>
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={props.onClose}>
          {t('common.cancel')}
        </Button>
        <Button variant="primary" destructive onPress={props.onConfirm}>
          {t('tryIt.confirmRun', { tool: tool.name })}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
