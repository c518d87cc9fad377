import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Flex, Radio, RadioGroup, Text } from '@backstage/ui';
import type { ToolSelection } from '../api/types';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { useT } from '../hooks/useT';
import { useServer } from '../server/useServer';
import { ToolTicks } from '../tools/ToolTicks';

/** Form field: all tools of the server, or only some. The value is a tool selection. */
export function ToolPicker(props: FieldExtensionComponentProps<ToolSelection>) {
  const t = useT();
  const { formContext, schema } = props;
  const serverRef: unknown = formContext?.formData?.serverRef;
  if (typeof serverRef !== 'string' || serverRef === '') {
    return (
      <Text color="secondary">
        {schema.title}: {t('field.serverFirst')}
      </Text>
    );
  }
  return <ToolsOf key={serverRef} {...props} serverRef={serverRef} />;
}

function ToolsOf(
  props: FieldExtensionComponentProps<ToolSelection> & { serverRef: string },
) {
  const t = useT();
  const { formData, onChange, schema, disabled } = props;
  const server = useServer(props.serverRef);
  const kind = formData?.kind ?? 'all';
  if (server.error) {
    return (
      <Problem
        title={t('server.failed')}
        error={server.error}
        onRetry={server.refresh}
      />
    );
  }
  if (!server.value) {
    return <Lines count={2} height={24} />;
  }
  const { known, tools } = server.value.toolSurface;
  return (
    <Flex direction="column" gap="3">
      <RadioGroup
        label={schema.title ?? t('field.tools')}
        description={known ? schema.description : t('field.toolsUnknown')}
        isDisabled={disabled}
        value={kind}
        onChange={next =>
          onChange(
            next === 'named'
              ? { kind: 'named', names: formData?.names ?? [] }
              : { kind: 'all' },
          )
        }
      >
        <Radio value="all">
          {known
            ? t('field.allTools', { count: tools.length })
            : t('tools.all')}
        </Radio>
        <Radio value="named" isDisabled={!known}>
          {t('field.someTools')}
        </Radio>
      </RadioGroup>
      {kind === 'named' && known && (
        <ToolTicks
          tools={tools}
          value={formData?.names ?? []}
          onChange={names => onChange({ kind: 'named', names })}
          isDisabled={disabled}
        />
      )}
      {kind === 'named' && (formData?.names ?? []).length === 0 && (
        <Text color="secondary">{t('field.someToolsHint')}</Text>
      )}
    </Flex>
  );
}
