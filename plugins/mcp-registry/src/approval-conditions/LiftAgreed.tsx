import { Alert, Button } from '@backstage/ui';
import { useEffect, useRef } from 'react';
import { useT } from '../hooks/useT';

/** I agreed, and others still have to. */
export function LiftAgreed(props: { onHide(): void }) {
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
        title={t('conditions.youAgreed')}
        customActions={
          <Button size="small" variant="tertiary" onPress={props.onHide}>
            {t('decided.hide')}
          </Button>
        }
      />
    </div>
  );
}
