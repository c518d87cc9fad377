import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Server, ServerRecording } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { RecordingForm } from './RecordingForm';
import { RecordingInWords } from './RecordingInWords';

/** What is kept of what people send to a server and get from it; those who run it say it here. */
export function RecordingSection({ server }: { server: Server }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const gateway = useApi(mcpGatewayApiRef);
  const { serverRef } = server;
  const loaded = useLoad(
    useCallback(() => registry.getRecording(serverRef), [registry, serverRef]),
  );
  const info = useLoad(useCallback(() => gateway.getInfo(), [gateway]));
  const [saved, setSaved] = useState<ServerRecording>();
  const [editing, setEditing] = useState<boolean>();
  const edit = useRef<HTMLDivElement>(null);
  // Whoever closes the form goes on where they opened it.
  useEffect(() => {
    if (editing === false) edit.current?.querySelector('button')?.focus();
  }, [editing]);
  const value = saved ?? loaded.value;
  const bounds = info.value?.recording;
  const { setBy, setAt } = value ?? {};
  return (
    <Section
      title={t('recording.title')}
      hint={
        value &&
        (setBy && setAt ? (
          <>
            {t('recording.setBy')} <EntityName entityRef={setBy} plain />{' '}
            <RelativeTime at={setAt} />
          </>
        ) : (
          t('recording.isDefault')
        ))
      }
      actions={
        value?.mayChange &&
        bounds &&
        !editing && (
          <div ref={edit}>
            <Button
              size="small"
              variant="secondary"
              onPress={() => setEditing(true)}
            >
              {t('recording.edit')}
            </Button>
          </div>
        )
      }
    >
      <Problem
        title={t('recording.failed')}
        error={loaded.error}
        onRetry={loaded.refresh}
      />
      {!value && loaded.loading && <Lines count={1} />}
      {saved && !editing && (
        <Alert
          role="status"
          status="success"
          icon
          title={t('recording.saved')}
        />
      )}
      {value && !editing && !info.loading && (
        <RecordingInWords
          wish={value.policy}
          classification={server.dataClassification}
          bounds={bounds}
        />
      )}
      {value && editing && bounds && (
        <RecordingForm
          server={server}
          policy={value.policy}
          bounds={bounds}
          onSaved={next => {
            setSaved(next);
            setEditing(false);
          }}
          onCancel={() => setEditing(false)}
        />
      )}
    </Section>
  );
}
