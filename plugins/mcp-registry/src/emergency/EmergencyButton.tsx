import { useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { EmergencyDialog } from './EmergencyDialog';

/** For those whom a policy for emergencies names; for everybody else it is not there. */
export function EmergencyButton({ serverRef }: { serverRef: string }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const [open, setOpen] = useState(false);
  const offers = useLoad(
    useCallback(
      () => registry.listEmergencyOffers(serverRef),
      [registry, serverRef],
    ),
  );
  if (!offers.value || offers.value.length === 0) return null;
  return (
    <>
      <Button variant="secondary" onPress={() => setOpen(true)}>
        {t('emergency.button')}
      </Button>
      {open && (
        <EmergencyDialog
          serverRef={serverRef}
          offers={offers.value}
          onTaken={() => window.location.reload()}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
