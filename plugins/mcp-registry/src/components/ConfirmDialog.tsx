import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import { useT } from '../hooks/useT';
import { Problem } from './Problem';

/** Asks once more before something ends. */
export function ConfirmDialog(props: {
  title: string;
  lead: ReactNode;
  confirm: string;
  problemTitle: string;
  error: Error | undefined;
  running: boolean;
  onConfirm(): void;
  onClose(): void;
}) {
  const t = useT();
  return (
    <Dialog
      isOpen
      onOpenChange={open => {
        if (!open) props.onClose();
      }}
    >
      <DialogHeader>{props.title}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <Text as="p">{props.lead}</Text>
          <Problem title={props.problemTitle} error={props.error} />
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={props.onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          variant="primary"
          destructive
          isPending={props.running}
          onPress={props.onConfirm}
        >
          {props.confirm}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
