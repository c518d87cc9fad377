import { Alert, Button, ButtonLink, Flex, Text } from '@backstage/ui';
import { reasonText } from '../activity/reasonText';
import type { Server, Tool } from '../api/types';
import { Problem } from '../components/Problem';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { QuestionCard } from './QuestionCard';
import { ToolResult } from './result/ToolResult';
import { RunProgress } from './RunProgress';
import type { Answer, CallOutcome } from './toolSession';
import type { ToolRun } from './useToolRun';

const MAX_WORDS = 2_000;

/** Where a call stands: under way, answered, refused, failed. */
export function RunState(props: {
  server: Server;
  tool: Tool;
  state: ToolRun;
  onCancel(): void;
  onAnswer(answer: Answer): void;
}) {
  const t = useT();
  const { server, tool, state } = props;
  switch (state.kind) {
    case 'idle':
      return null;
    case 'no-token':
      return <Problem title={t('tryIt.tokenFailed')} error={state.error} />;
    case 'running':
      return (
        <Flex direction="column" gap="3">
          <RunProgress progress={state.progress} />
          {state.question && (
            <QuestionCard
              serverTitle={server.title}
              question={state.question}
              onAnswer={props.onAnswer}
            />
          )}
          <Flex>
            <Button variant="secondary" onPress={props.onCancel}>
              {t('tryIt.cancel')}
            </Button>
          </Flex>
        </Flex>
      );
    case 'done':
      return <Outcome server={server} tool={tool} outcome={state.outcome} />;
    default:
      return state satisfies never;
  }
}

function Outcome(props: { server: Server; tool: Tool; outcome: CallOutcome }) {
  const t = useT();
  const links = useLinks();
  const { server, tool, outcome } = props;
  switch (outcome.kind) {
    case 'answered':
      return (
        <Flex direction="column" gap="2">
          <Text as="p" color="secondary" style={{ margin: 0 }}>
            {t('tryIt.answered', { seconds: outcome.seconds.toFixed(2) })}
          </Text>
          <ToolResult answer={outcome.answer} toolName={tool.name} />
        </Flex>
      );
    case 'cancelled':
      return (
        <Alert
          status="info"
          icon
          title={t('tryIt.cancelled')}
          description={t('tryIt.cancelledHint')}
        />
      );
    case 'refused':
      return (
        <Alert
          role="alert"
          status="warning"
          icon
          title={t('tryIt.refused')}
          description={[
            outcome.reason
              ? reasonText(t, outcome.reason)
              : outcome.message.slice(0, MAX_WORDS),
            t('tryIt.requestId', { id: outcome.requestId }),
          ].join(' ')}
          customActions={
            outcome.confirmTicket ? (
              // Not in this window: its session would end, and with it what is confirmed.
              <ButtonLink
                size="small"
                variant="secondary"
                target="_blank"
                href={links.confirm(outcome.confirmTicket)}
              >
                {t('tryIt.confirmCall')}
              </ButtonLink>
            ) : (
              outcome.canAsk && (
                <ButtonLink
                  size="small"
                  variant="secondary"
                  href={links.request(server.serverRef, [tool.name])}
                >
                  {t('tryIt.ask')}
                </ButtonLink>
              )
            )
          }
        />
      );
    case 'failed':
      return (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('tryIt.failed')}
          description={
            outcome.message
              ? t('tryIt.failedBy', {
                  message: outcome.message.slice(0, MAX_WORDS),
                })
              : t('tryIt.noAnswer')
          }
        />
      );
    default:
      return outcome satisfies never;
  }
}
