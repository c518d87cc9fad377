import { Button, Flex, Text, VisuallyHidden } from '@backstage/ui';
import { useEffect, useId, useRef, useState } from 'react';
import type { Server, Tool } from '../api/types';
import { useT } from '../hooks/useT';
import { ConfirmRun } from './ConfirmRun';
import { RunState } from './RunState';
import { ToolForm } from './ToolForm';
import type { OpenToolSession } from './toolSession';
import styles from './tryit.module.css';
import { type ToolRun, useToolRun } from './useToolRun';

/** A tool's own form, and what came of calling it: through the gateway, as any other client. */
export function TryIt(props: {
  server: Server;
  tool: Tool;
  openSession: OpenToolSession;
  onClose(): void;
}) {
  const t = useT();
  const { server, tool } = props;
  const { state, run, cancel, answer } = useToolRun(props);
  const [asked, setAsked] = useState<Record<string, unknown>>();
  const isRunning = state.kind === 'running';
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <section
      aria-labelledby={id}
      className={styles.panel}
      ref={place}
      tabIndex={-1}
    >
      <Flex direction="column" gap="4">
        <div className={styles.head}>
          <Text as="h5" variant="title-x-small" id={id} style={{ margin: 0 }}>
            {t('tryIt.openTool', { tool: tool.name })}
          </Text>
          <Button size="small" variant="tertiary" onPress={props.onClose}>
            {t('tryIt.close')}
          </Button>
        </div>
        <Text as="p" color="secondary" style={{ margin: 0 }}>
          {t('tryIt.lead')}
        </Text>
        <ToolForm
          schema={tool.inputSchema}
          isDisabled={isRunning}
          onSubmit={args => {
            if (tool.effect === 'destroys') setAsked(args);
            else void run(args);
          }}
        >
          <Flex>
            <Button type="submit" variant="primary" isPending={isRunning}>
              {state.kind === 'idle' ? t('tryIt.run') : t('tryIt.runAgain')}
            </Button>
          </Flex>
        </ToolForm>
        {/* Said aloud, whatever is on the screen. */}
        <VisuallyHidden>
          <span role="status">{said(state, t)}</span>
        </VisuallyHidden>
        <RunState
          server={server}
          tool={tool}
          state={state}
          onCancel={cancel}
          onAnswer={answer}
        />
      </Flex>
      {asked && (
        <ConfirmRun
          server={server}
          tool={tool}
          args={asked}
          onClose={() => setAsked(undefined)}
          onConfirm={() => {
            setAsked(undefined);
            void run(asked);
          }}
        />
      )}
    </section>
  );
}

/** Refusals and failures are alerts, which are said by themselves. */
function said(state: ToolRun, t: ReturnType<typeof useT>): string {
  if (state.kind === 'running') return t('tryIt.running');
  if (state.kind !== 'done') return '';
  const { outcome } = state;
  if (outcome.kind === 'cancelled') return t('tryIt.cancelled');
  if (outcome.kind !== 'answered') return '';
  return outcome.answer.isError
    ? t('result.toolError')
    : t('tryIt.answered', { seconds: outcome.seconds.toFixed(2) });
}
