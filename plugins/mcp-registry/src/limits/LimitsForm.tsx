import { useApi } from '@backstage/frontend-plugin-api';
import { Box, Button, NumberField, Text } from '@backstage/ui';
import {
  CALL_LIMIT_BOUNDS,
  type CallLimits,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { DefaultLimits, Server, ServerLimits } from '../api/types';
import { ErrorText } from '../components/ErrorText';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import {
  type DraftProblem,
  firstDraft,
  type LimitDraft,
  limitsOf,
  NEW_RULE,
  problemOf,
} from './limitDraft';
import { LimitRow } from './LimitRow';
import styles from './limits.module.css';

/** Where those who run a server set its limits. */
export function LimitsForm(props: {
  server: Server;
  limits: CallLimits | undefined;
  defaults: DefaultLimits;
  onSaved(limits: ServerLimits): void;
  onCancel(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { server, defaults, onSaved } = props;
  const { known, tools } = server.toolSurface;
  const names = tools.map(({ name }) => name);
  const [draft, setDraft] = useState(() => firstDraft(props.limits, defaults));
  const [problem, setProblem] = useState<DraftProblem>();
  const form = useRef<HTMLDivElement>(null);
  const count = draft.rules.length;
  // A row that was added is where to go on; so is the first one when the form opens.
  useEffect(() => {
    const rows = form.current?.querySelectorAll('[role=group]');
    const last = rows?.[rows.length - 1] ?? form.current;
    last?.querySelector('button')?.focus();
  }, [count]);
  const save = useAction(
    useCallback(
      (limits: CallLimits) => registry.setLimits(server.serverRef, limits),
      [registry, server.serverRef],
    ),
  );
  const change = (next: Partial<LimitDraft>) => {
    setProblem(undefined);
    setDraft({ ...draft, ...next });
  };
  const send = async (limits: CallLimits) => {
    const found = problemOf(limits, known ? names : undefined);
    setProblem(found);
    if (found) return;
    const saved = await save.run(limits);
    if (saved) onSaved(saved);
  };
  const weight = (name: 'changes' | 'destroys') => (
    <NumberField
      label={t(`limitsForm.${name}`)}
      minValue={1}
      maxValue={CALL_LIMIT_BOUNDS.weight}
      step={1}
      isRequired
      isInvalid={problem?.kind === 'weights'}
      value={draft.weights[name]}
      onChange={value =>
        change({ weights: { ...draft.weights, [name]: value } })
      }
    />
  );
  return (
    <Box
      bg="neutral"
      ref={form}
      className={styles.form}
      role="group"
      aria-label={t('limitsForm.title')}
    >
      <Text as="p" className={styles.flat}>
        {t('limitsForm.lead')}
      </Text>
      {count === 0 && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t('limitsForm.none')}
        </Text>
      )}
      <div className={styles.rules}>
        {draft.rules.map((rule, index) => (
          <LimitRow
            key={rule.id}
            number={index + 1}
            rule={rule}
            tools={names}
            isInvalid={problem?.kind === 'invalid' && problem.rule === index}
            onChange={next =>
              change({
                rules: draft.rules.map(old =>
                  old.id === rule.id ? next : old,
                ),
              })
            }
            onRemove={() =>
              change({ rules: draft.rules.filter(({ id }) => id !== rule.id) })
            }
          />
        ))}
      </div>
      <div className={styles.buttons}>
        <Button
          variant="secondary"
          isDisabled={count >= CALL_LIMIT_BOUNDS.rules}
          onPress={() => {
            const id = 1 + Math.max(-1, ...draft.rules.map(rule => rule.id));
            change({ rules: [...draft.rules, { ...NEW_RULE, id }] });
          }}
        >
          {t('limitsForm.add')}
        </Button>
      </div>
      <div className={styles.rule}>
        {weight('changes')}
        {weight('destroys')}
      </div>
      {problem && (
        <ErrorText>
          {problem.rule === undefined
            ? t(`limitsProblem.${problem.kind}`)
            : t('limitsProblem.rule', {
                number: String(problem.rule + 1),
                problem: t(`limitsProblem.${problem.kind}`),
              })}
        </ErrorText>
      )}
      <Problem title={t('limitsForm.failed')} error={save.error} />
      <div className={styles.buttons}>
        <Button
          variant="primary"
          isPending={save.running}
          onPress={() => void send(limitsOf(draft, defaults))}
        >
          {t('limitsForm.save')}
        </Button>
        <Button variant="secondary" onPress={props.onCancel}>
          {t('common.cancel')}
        </Button>
        {props.limits && (
          <Button
            variant="secondary"
            isDisabled={save.running}
            onPress={() => void send({ rules: [] })}
          >
            {t('limitsForm.reset')}
          </Button>
        )}
      </div>
    </Box>
  );
}
