import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { HiddenTools, Server } from '../api/types';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useAction } from '../hooks/useAction';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { ToolTicks } from '../tools/ToolTicks';

/** Where those who run a server hide tools from people who have no access to them. */
export function HiddenToolsSection({ server }: { server: Server }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { serverRef, toolSurface } = server;
  const loaded = useLoad(
    useCallback(
      () => registry.getHiddenTools(serverRef),
      [registry, serverRef],
    ),
  );
  const save = useAction(
    useCallback(
      (names: string[]) => registry.setHiddenTools(serverRef, names),
      [registry, serverRef],
    ),
  );
  const [stored, setStored] = useState<HiddenTools>();
  const [ticked, setTicked] = useState<string[]>();
  const value = stored ?? loaded.value;
  // Nothing to hide before there are approved tools.
  if (!toolSurface.known || value?.mayChange === false) return null;
  const names = ticked ?? value?.names ?? [];
  const isChanged = ticked !== undefined && !isSame(ticked, value?.names ?? []);
  return (
    <Section title={t('hidden.title')} hint={t('hidden.hint')}>
      <Problem
        title={t('hidden.failed')}
        error={loaded.error}
        onRetry={loaded.refresh}
      />
      {!value && loaded.loading && <Lines count={1} />}
      {stored && !isChanged && (
        <Alert role="status" status="success" icon title={t('hidden.saved')} />
      )}
      {value && (
        <Flex direction="column" gap="3">
          <ToolTicks
            tools={toolSurface.tools}
            value={names}
            onChange={setTicked}
            isDisabled={save.running}
            isHarmless
          />
          <Problem title={t('hidden.notSaved')} error={save.error} />
          <div>
            <Button
              variant="primary"
              isDisabled={!isChanged}
              isPending={save.running}
              onPress={async () => {
                const answer = await save.run(names);
                if (!answer) return;
                setStored(answer);
                setTicked(undefined);
              }}
            >
              {t('hidden.save')}
            </Button>
          </div>
        </Flex>
      )}
    </Section>
  );
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every(name => other.includes(name));
}
