import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { mcpGatewayApiRef } from '../../api/McpGatewayApi';
import type { CallBody } from '../../api/types';
import { Problem } from '../../components/Problem';
import { useAction } from '../../hooks/useAction';
import { useT } from '../../hooks/useT';
import { BodyContents } from './BodyContents';

/** Shows it on demand: nobody reads by accident, since it is recorded. */
export function RevealBody(props: { id: string; onRead(): void }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { id, onRead } = props;
  const [body, setBody] = useState<CallBody>();
  const read = useAction(
    useCallback(() => gateway.readCallBody(id), [gateway, id]),
  );
  const shown = useRef<HTMLDivElement>(null);
  // The button is gone: whoever pressed it goes on at what it brought.
  useEffect(() => {
    if (body) shown.current?.focus();
  }, [body]);
  if (body) {
    return (
      <div ref={shown} tabIndex={-1} role="group" aria-label={t('body.title')}>
        <BodyContents body={body} />
      </div>
    );
  }
  return (
    <>
      <Problem title={t('body.readFailed')} error={read.error} />
      <div>
        <Button
          variant="secondary"
          isPending={read.running}
          onPress={async () => {
            const found = await read.run();
            if (!found) return;
            setBody(found);
            onRead();
          }}
        >
          {t('body.reveal')}
        </Button>
      </div>
      <Text color="secondary">{t('body.revealHint')}</Text>
    </>
  );
}
