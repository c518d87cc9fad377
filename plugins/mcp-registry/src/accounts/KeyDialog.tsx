import { Dialog, DialogBody, DialogHeader } from '@backstage/ui';
import type { Connection } from '../api/types';
import { useT } from '../hooks/useT';
import { KeyForm } from './KeyForm';
import { nameOf } from './nameOf';

/** Asks for my own key. */
export function KeyDialog(props: {
  connection: Connection;
  onDone(): void;
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
      <DialogHeader>
        {t('accounts.keyTitle', { name: nameOf(props.connection) })}
      </DialogHeader>
      <DialogBody>
        <KeyForm connection={props.connection} onDone={props.onDone} />
      </DialogBody>
    </Dialog>
  );
}
