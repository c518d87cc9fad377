import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { useCallback, useEffect, useRef } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { AccessRequest } from '../api/types';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useNow } from '../hooks/useNow';
import { useT } from '../hooks/useT';

/** What was just decided, and the seconds in which it can be taken back. */
export function DecidedNote(props: {
  request: AccessRequest;
  onUndone(): void;
  onOver(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { request, onOver, onUndone } = props;
  const now = useNow(1000);
  const until = request.undoUntil ? Date.parse(request.undoUntil) : now;
  const left = Math.ceil((until - now) / 1000);
  const undo = useAction(
    useCallback(
      () => registry.undoAccessDecision(request.id),
      [registry, request.id],
    ),
  );
  const canUndo = request.canUndo && left > 0;

  // The form that had the focus is gone: hand it to what a keyboard user may want next.
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => note.current?.focus(), []);

  const title =
    request.state === 'pending'
      ? t(request.proposal ? 'decided.proposed' : 'decided.agreed')
      : t(
          request.state === 'approved' ? 'decided.approved' : 'decided.denied',
          {
            server: request.serverTitle,
          },
        );
  return (
    <div ref={note} tabIndex={-1}>
      <Alert
        role="status"
        status={request.state === 'denied' ? 'warning' : 'success'}
        icon
        title={title}
        description={
          canUndo ? t('decided.undoFor', { count: left }) : t('decided.over')
        }
        customActions={
          canUndo ? (
            <Button
              size="small"
              variant="secondary"
              isPending={undo.running}
              onPress={() =>
                void undo.run().then(undone => {
                  if (undone) {
                    onUndone();
                  }
                })
              }
            >
              {t('decided.undo')}
            </Button>
          ) : (
            <Button size="small" variant="tertiary" onPress={onOver}>
              {t('decided.hide')}
            </Button>
          )
        }
      />
      <Problem title={t('decided.undoFailed')} error={undo.error} />
    </div>
  );
}
