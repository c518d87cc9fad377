import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex, Radio, RadioGroup } from '@backstage/ui';
import type { RecordingPolicy } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Server, ServerRecording } from '../api/types';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { type CompanyRecording, RecordingInWords } from './RecordingInWords';

const CHOICES = ['default', 'none', 'redacted', 'full'] as const;
type Choice = (typeof CHOICES)[number];

const wishOf = (choice: Choice): RecordingPolicy | undefined =>
  choice === 'default' ? undefined : choice;

/** Where those who run a server say what is kept, and see what comes of it. */
export function RecordingForm(props: {
  server: Server;
  policy: RecordingPolicy | undefined;
  bounds: CompanyRecording;
  onSaved(next: ServerRecording): void;
  onCancel(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { server, bounds } = props;
  const { serverRef, dataClassification } = server;
  const [choice, setChoice] = useState<Choice>(props.policy ?? 'default');
  const save = useAction(
    useCallback(
      (policy: RecordingPolicy | undefined) =>
        registry.setRecording(serverRef, policy),
      [registry, serverRef],
    ),
  );
  return (
    <Flex direction="column" gap="3">
      <RadioGroup
        label={t('recording.choose')}
        description={t('recording.chooseHint')}
        isDisabled={save.running}
        value={choice}
        onChange={next => setChoice(next as Choice)}
      >
        {CHOICES.map(one => (
          <Radio key={one} value={one}>
            {t(`recording.policy.${one}`)}
          </Radio>
        ))}
      </RadioGroup>
      <RecordingInWords
        wish={wishOf(choice)}
        classification={dataClassification}
        bounds={bounds}
      />
      <Problem title={t('recording.notSaved')} error={save.error} />
      <Flex gap="2">
        <Button
          variant="primary"
          isPending={save.running}
          onPress={async () => {
            const next = await save.run(wishOf(choice));
            if (next) props.onSaved(next);
          }}
        >
          {t('recording.save')}
        </Button>
        <Button
          variant="secondary"
          isDisabled={save.running}
          onPress={props.onCancel}
        >
          {t('common.cancel')}
        </Button>
      </Flex>
    </Flex>
  );
}
