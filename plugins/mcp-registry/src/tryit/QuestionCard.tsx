import { Box, Button, ButtonLink, Flex, Text } from '@backstage/ui';
import { useEffect, useId, useRef } from 'react';
import { ErrorText } from '../components/ErrorText';
import { useT } from '../hooks/useT';
import { PlainDescription } from './PlainDescription';
import { safeLink } from './safeLink';
import { ToolForm } from './ToolForm';
import type { Answer, Question } from './toolSession';
import styles from './tryit.module.css';

/** What a server asks in the middle of a call. Its words and its form are data. */
export function QuestionCard(props: {
  serverTitle: string;
  question: Question;
  onAnswer(answer: Answer): void;
}) {
  const t = useT();
  const { question, onAnswer } = props;
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), [question]);
  const decline = (
    <Button variant="secondary" onPress={() => onAnswer({ action: 'decline' })}>
      {t('question.decline')}
    </Button>
  );
  return (
    <Box bg="neutral" className={styles.question}>
      <div role="group" aria-labelledby={id} ref={place} tabIndex={-1}>
        <Flex direction="column" gap="3">
          <Text as="h5" weight="bold" id={id} style={{ margin: 0 }}>
            {t('question.title', { server: props.serverTitle })}
          </Text>
          <PlainDescription description={question.message} />
          <Text as="p" color="secondary" style={{ margin: 0 }}>
            {t('question.hint')}
          </Text>
          {question.kind === 'form' ? (
            <ToolForm
              idPrefix="answer"
              schema={question.schema}
              onSubmit={content => onAnswer({ action: 'accept', content })}
            >
              <Flex gap="2" style={{ flexWrap: 'wrap' }}>
                <Button type="submit" variant="primary">
                  {t('question.send')}
                </Button>
                {decline}
              </Flex>
            </ToolForm>
          ) : (
            <LinkQuestion url={question.url} onAnswer={onAnswer}>
              {decline}
            </LinkQuestion>
          )}
        </Flex>
      </div>
    </Box>
  );
}

function LinkQuestion(props: {
  url: string;
  onAnswer(answer: Answer): void;
  children: React.ReactNode;
}) {
  const t = useT();
  const link = safeLink(props.url);
  if (!link) {
    return (
      <>
        <ErrorText>{t('question.badLink')}</ErrorText>
        <Flex>{props.children}</Flex>
      </>
    );
  }
  return (
    <>
      <Text as="p" style={{ margin: 0 }}>
        {t('question.linkHint', { host: link.host })}
      </Text>
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        <ButtonLink
          variant="primary"
          href={link.href}
          target="_blank"
          rel="noopener noreferrer"
        >
          {t('question.open', { host: link.host })}
        </ButtonLink>
        <Button
          variant="secondary"
          onPress={() => props.onAnswer({ action: 'accept' })}
        >
          {t('question.done')}
        </Button>
        {props.children}
      </Flex>
    </>
  );
}
