import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import {
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Server, ServerLimits } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { type T, useT } from '../hooks/useT';
import { LimitsForm } from './LimitsForm';
import { LimitsInWords } from './LimitsInWords';

/** How often a server may be called, in words; those who run it change it here. */
export function LimitsSection({ server }: { server: Server }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const gateway = useApi(mcpGatewayApiRef);
  const { serverRef } = server;
  const loaded = useLoad(
    useCallback(() => registry.getLimits(serverRef), [registry, serverRef]),
  );
  const info = useLoad(useCallback(() => gateway.getInfo(), [gateway]));
  const [saved, setSaved] = useState<ServerLimits>();
  const [isTold, setIsTold] = useState(false);
  const [editing, setEditing] = useState<boolean>();
  const edit = useRef<HTMLDivElement>(null);
  // Whoever closes the form goes on where they opened it.
  useEffect(() => {
    if (editing === false) edit.current?.querySelector('button')?.focus();
  }, [editing]);
  const value = saved ?? loaded.value;
  const defaults = info.value?.defaultLimits;
  const mayEdit = value?.mayChange && defaults && !editing;
  return (
    <Section
      title={t('limits.title')}
      hint={value && hintOf(t, value)}
      actions={
        mayEdit && (
          <div ref={edit}>
            <Button
              size="small"
              variant="secondary"
              onPress={() => {
                setIsTold(false);
                setEditing(true);
              }}
            >
              {t('limits.edit')}
            </Button>
          </div>
        )
      }
    >
      <Problem
        title={t('limits.failed')}
        error={loaded.error}
        onRetry={loaded.refresh}
      />
      {!value && loaded.loading && <Lines count={1} />}
      {isTold && (
        <Alert role="status" status="success" icon title={t('limits.saved')} />
      )}
      {value && !editing && (
        <LimitsInWords
          limits={value.limits}
          defaults={defaults}
          isDefaultLoading={info.loading}
        />
      )}
      {value && editing && defaults && (
        <LimitsForm
          server={server}
          limits={value.limits}
          defaults={defaults}
          onSaved={limits => {
            setSaved(limits);
            setIsTold(true);
            setEditing(false);
          }}
          onCancel={() => setEditing(false)}
        />
      )}
    </Section>
  );
}

function hintOf(t: T, { limits, setBy, setAt }: ServerLimits): ReactNode {
  if (!limits) return t('limits.isDefault');
  return (
    setBy &&
    setAt && (
      <>
        {t('limits.setBy')} <EntityName entityRef={setBy} plain />{' '}
        <RelativeTime at={setAt} />
      </>
    )
  );
}
