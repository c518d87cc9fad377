import { useApi } from '@backstage/frontend-plugin-api';
import { ButtonLink, Dialog, DialogBody, DialogHeader } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Call } from '../api/types';
import { useLinks } from '../hooks/useLinks';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { CallDetails } from './CallDetails';

/** One call with everything that is known of it. */
export function CallDialog(props: { call: Call; onClose(): void }) {
  const t = useT();
  const links = useLinks();
  const gateway = useApi(mcpGatewayApiRef);
  const { id } = props.call;
  const loaded = useLoad(useCallback(() => gateway.getCall(id), [gateway, id]));
  const call = loaded.value ?? props.call;
  return (
    <Dialog
      isOpen
      width={720}
      onOpenChange={open => {
        if (!open) {
          props.onClose();
        }
      }}
    >
      <DialogHeader>
        {t('call.title', { what: call.tool ?? call.method })}
      </DialogHeader>
      <DialogBody>
        <CallDetails call={call} loaded={loaded} />
        <ButtonLink size="small" variant="secondary" href={links.call(id)}>
          {t('activity.open')}
        </ButtonLink>
      </DialogBody>
    </Dialog>
  );
}
