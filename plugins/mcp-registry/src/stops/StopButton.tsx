import { Button } from '@backstage/ui';
import { RiForbid2Line } from '@remixicon/react';
import { useState } from 'react';
import type { StopTarget } from '../api/types';
import { useT } from '../hooks/useT';
import { refName } from './refName';
import { StopDialog } from './StopDialog';
import { stopName } from './stopName';

/** The kill switch beside what it stops: one click opens it, one more stops. For those who may. */
export function StopButton(props: {
  target: StopTarget;
  serverTitle?: string;
  /** Says what it stops: where several stand side by side. */
  isNamed?: boolean;
  onStopped?(): void;
}) {
  const t = useT();
  const { target, serverTitle, isNamed, onStopped } = props;
  const [isOpen, setIsOpen] = useState(false);
  const what = stopName(t, {
    kind: target.kind,
    subject: target.subject ?? '',
    serverTitle: serverTitle ?? refName(target.serverRef ?? ''),
  });
  const label = t('stopDialog.openNamed', { what });
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiForbid2Line aria-hidden />}
        aria-label={label}
        onPress={() => setIsOpen(true)}
      >
        {isNamed ? label : t('stopDialog.open')}
      </Button>
      {isOpen && (
        <StopDialog
          target={target}
          what={what}
          onDone={() => {
            setIsOpen(false);
            onStopped?.();
          }}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}
