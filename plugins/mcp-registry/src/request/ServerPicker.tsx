import { useApi } from '@backstage/frontend-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Flex, Select, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { EntityName } from '../components/EntityName';
import { Problem } from '../components/Problem';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { WhoDecides } from './WhoDecides';

/** Form field: which MCP server. The value is its entity ref. */
export function ServerPicker(props: FieldExtensionComponentProps<string>) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const {
    formData,
    onChange,
    required,
    readonly,
    disabled,
    schema,
    rawErrors,
  } = props;
  const servers = useLoad(
    useCallback(() => registry.listServers({ limit: 100 }), [registry]),
  );
  const options = (servers.value?.items ?? []).map(server => ({
    id: server.serverRef,
    label: server.title,
    description: server.description,
    disabled: ['not-served', 'not-covered'].includes(server.access.state),
  }));
  const chosen = servers.value?.items.find(
    server => server.serverRef === formData,
  );
  const fixed = readonly && chosen;
  return (
    <Flex direction="column" gap="2">
      {fixed ? (
        <Text as="h3" variant="title-x-small" style={{ margin: 0 }}>
          {chosen.title}
        </Text>
      ) : (
        <Select
          label={schema.title ?? t('field.server')}
          description={schema.description}
          options={options}
          search={{ mode: 'client' }}
          isRequired={required}
          isDisabled={readonly || disabled}
          isInvalid={Boolean(rawErrors?.length)}
          value={formData ?? null}
          onChange={value =>
            onChange(value === null ? undefined : String(value))
          }
        />
      )}
      <Problem
        title={t('browse.failed')}
        error={servers.error}
        onRetry={servers.refresh}
      />
      {chosen && (
        <Text color="secondary">
          {chosen.description} {t('browse.owner')}{' '}
          <EntityName entityRef={chosen.owner} plain />.
        </Text>
      )}
      {formData && (
        <Text color="secondary">
          <WhoDecides serverRef={formData} />
        </Text>
      )}
    </Flex>
  );
}
