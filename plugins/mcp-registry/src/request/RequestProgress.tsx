import { useTaskEventStream } from '@backstage/plugin-scaffolder-react';
import { Alert, Button, ButtonLink, Flex, Text } from '@backstage/ui';
import { useEffect, useRef } from 'react';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { WhoDecides } from './WhoDecides';

/** From "sending" to "sent": what became of the request, without a log. */
export function RequestProgress(props: {
  taskId: string;
  serverRef: string | undefined;
  onBack(): void;
}) {
  const t = useT();
  const links = useLinks();
  const task = useTaskEventStream(props.taskId);
  const failed = Boolean(task.error) || task.cancelled;
  const sent = task.completed && !failed;
  const output: unknown = task.output?.serverRef;
  const serverRef = typeof output === 'string' ? output : props.serverRef;

  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (sent || failed) {
      place.current?.focus();
    }
  }, [sent, failed]);

  if (failed) {
    return (
      <Flex direction="column" gap="3" ref={place} tabIndex={-1}>
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('request.failed')}
          description={
            stepError(task.error?.message ?? '') || t('request.failedHint')
          }
        />
        <Flex>
          <Button variant="secondary" onPress={props.onBack}>
            {t('request.back')}
          </Button>
        </Flex>
      </Flex>
    );
  }
  if (!sent) {
    return (
      <Alert
        role="status"
        status="info"
        isPending
        title={t('request.sending')}
        description={t('request.sendingHint')}
      />
    );
  }
  return (
    <Flex direction="column" gap="4" ref={place} tabIndex={-1}>
      <Alert
        role="status"
        status="success"
        icon
        title={t('request.sent')}
        description={serverRef && <WhoDecides serverRef={serverRef} />}
      />
      <Text as="p" style={{ margin: 0 }}>
        {t('request.whatNext')}
      </Text>
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        <ButtonLink variant="primary" href={links.myAccess()}>
          {t('request.toMyAccess')}
        </ButtonLink>
        {serverRef && (
          <ButtonLink variant="secondary" href={links.server(serverRef)}>
            {t('request.toServer')}
          </ButtonLink>
        )}
      </Flex>
    </Flex>
  );
}

/** The scaffolder puts the error's class before its text. */
function stepError(message: string): string {
  return message.replace(/^(\w+Error: )+/, '');
}
