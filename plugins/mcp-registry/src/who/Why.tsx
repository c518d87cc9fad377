import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useId, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { Trace } from '../explain/Trace';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import styles from './who.module.css';

/** What is asked about. */
interface Question {
  principal: string;
  serverRef: string;
  /** Absent: prompts and resources. */
  tool?: string;
}

/** On demand, how one answer comes about, layer by layer. */
export function Why(props: { question: Question; label: string }) {
  const t = useT();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  return (
    <>
      <Button
        size="small"
        variant="tertiary"
        aria-label={t(isOpen ? 'callable.whyHideOf' : 'callable.whyOf', {
          what: props.label,
        })}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onPress={() => setIsOpen(!isOpen)}
      >
        {t(isOpen ? 'callable.whyHide' : 'callable.why')}
      </Button>
      {isOpen && (
        <div
          id={id}
          role="region"
          aria-label={t('callable.whyOf', { what: props.label })}
          className={styles.why}
        >
          <Layers question={props.question} />
        </div>
      )}
    </>
  );
}

function Layers({ question }: { question: Question }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { principal, serverRef, tool } = question;
  const { value, error, refresh } = useLoad(
    useCallback(
      () => gateway.foreseeCall({ principal, serverRef, tool }),
      [gateway, principal, serverRef, tool],
    ),
  );
  if (!value) {
    return error ? (
      <Problem
        title={t('callable.whyFailed')}
        error={error}
        onRetry={refresh}
      />
    ) : (
      <Lines count={2} height={24} />
    );
  }
  return value.trace.length > 0 ? (
    <Trace entries={value.trace} />
  ) : (
    <Text color="secondary">{t('callable.early')}</Text>
  );
}
