import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import { useT } from '../hooks/useT';

/** Asks once more before something is done. */
export function ConfirmDialog(props: {
  title: string;
  confirm: string;
  destructive?: boolean;
  running?: boolean;
  onConfirm(): void;
  onClose(): void;
  children: ReactNode;
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
          {props.children}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={props.onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          variant="primary"
          destructive={props.destructive}
          isPending={props.running}
          onPress={props.onConfirm}
        >
          {props.confirm}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
