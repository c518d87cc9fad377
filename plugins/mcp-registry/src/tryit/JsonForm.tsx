import { Flex, Text, TextAreaField } from '@backstage/ui';
import { type ReactNode, useState } from 'react';
import { ErrorText } from '../components/ErrorText';
import { useT } from '../hooks/useT';
import styles from './form.module.css';

/** Input as JSON, where no form can be made. */
export function JsonForm(props: {
  why: 'too-large' | 'not-understood';
  isDisabled?: boolean;
  onSubmit(values: Record<string, unknown>): void;
  children: ReactNode;
}) {
  const t = useT();
  const [text, setText] = useState('{}');
  const [problem, setProblem] = useState<string>();
  const submit = () => {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        setProblem(t('tryIt.jsonNoObject'));
        return;
      }
      setProblem(undefined);
      props.onSubmit(value as Record<string, unknown>);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        submit();
      }}
    >
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary" className={styles.description}>
          {t(`tryIt.jsonWhy.${props.why}`)}
        </Text>
        <TextAreaField
          className={styles.json}
          label={t('tryIt.json')}
          rows={6}
          value={text}
          onChange={setText}
          isDisabled={props.isDisabled}
          isInvalid={problem !== undefined}
        />
        {problem !== undefined && (
          <ErrorText>{t('tryIt.jsonInvalid', { why: problem })}</ErrorText>
        )}
        {props.children}
      </Flex>
    </form>
  );
}
