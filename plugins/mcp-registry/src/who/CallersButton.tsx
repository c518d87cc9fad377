import { Button } from '@backstage/ui';
import { useState } from 'react';
import { useT } from '../hooks/useT';
import { CallersDialog } from './CallersDialog';

/** Opens who can call a tool; for those who may ask. */
export function CallersButton(props: { serverRef: string; tool: string }) {
  const t = useT();
  const [isOpen, setIsOpen] = useState(false);
  const { tool } = props;
  return (
    <>
      <Button
        size="small"
        variant="tertiary"
        aria-label={t('callers.openTool', { tool })}
        onPress={() => setIsOpen(true)}
      >
        {t('callers.open')}
      </Button>
      {isOpen && <CallersDialog {...props} onClose={() => setIsOpen(false)} />}
    </>
  );
}
