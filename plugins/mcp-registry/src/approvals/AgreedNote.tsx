import { Alert, Button } from '@backstage/ui';
import { useEffect, useRef } from 'react';
import type { Revision } from '../api/types';
import { ApprovalNote } from '../approval-policies/ApprovalNote';
import { useT } from '../hooks/useT';
import { ConsentNote } from './ConsentNote';

/** My side agreed, and the other side still has to: who that is. */
export function AgreedNote(props: { revision: Revision; onHide(): void }) {
  const t = useT();
  // The button that had the focus is gone.
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => note.current?.focus(), []);
  return (
    <div ref={note} tabIndex={-1}>
      <Alert
        role="status"
        status="info"
        icon
        title={t('consent.agreed')}
        description={
          <>
            <ConsentNote revision={props.revision} />
            <ApprovalNote revision={props.revision} />
          </>
        }
        customActions={
          <Button size="small" variant="tertiary" onPress={props.onHide}>
            {t('decided.hide')}
          </Button>
        }
      />
    </div>
  );
}
