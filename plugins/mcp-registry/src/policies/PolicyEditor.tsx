import { useApi } from '@backstage/frontend-plugin-api';
import {
  Box,
  Button,
  Select,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Policy, PolicyCases } from '../api/types';
import { ErrorText } from '../components/ErrorText';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { CheckResult } from './CheckResult';
import styles from './policies.module.css';
import {
  firstPolicyDraft,
  isPolicyName,
  lineSpan,
  type PolicyFormDraft,
  readPolicyCases,
  withExampleCase,
} from './policyDraft';
import { ReplayResult } from './ReplayResult';
import { useReplay } from './useReplay';

const MODES = ['observe', 'enforce'] as const;

/** Where a policy is written: checked by line, asked about its cases, tried on past calls, and saved. */
export function PolicyEditor(props: {
  policy: Policy | undefined;
  taken: readonly string[];
  mayReplay: boolean;
  onSaved(outcome: 'saved' | 'proposed'): void;
  onCancel(): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { policy, taken, mayReplay } = props;
  const [draft, setDraft] = useState(() => firstPolicyDraft(policy));
  const [problem, setProblem] = useState<string>();
  const form = useRef<HTMLDivElement>(null);
  const textField = useRef<HTMLDivElement>(null);
  const { replay, run, stop, clear } = useReplay();
  const { name, mode, text, comment } = draft;
  const [checked, setChecked] = useState<string>();
  const check = useAction(
    useCallback(
      (cases: PolicyCases) => gateway.checkPolicy({ name, text, cases }),
      [gateway, name, text],
    ),
  );
  const [found, setFound] = useState<Awaited<ReturnType<typeof check.run>>>();
  const save = useAction(
    useCallback(
      (cases: PolicyCases) =>
        gateway.savePolicy(name, {
          ...{ mode, text, cases, comment: comment.trim() },
          baseVersion: policy?.version ?? 0,
        }),
      [gateway, name, mode, text, comment, policy?.version],
    ),
  );
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, []);

  const change = (next: Partial<PolicyFormDraft>) => {
    setProblem(undefined);
    setFound(undefined);
    clear();
    setDraft({ ...draft, ...next });
  };
  const goTo = (line: number) => {
    const field = textField.current?.querySelector('textarea');
    field?.focus();
    field?.setSelectionRange(...lineSpan(text, line));
  };
  /** What the form itself can tell is wrong; then what the gateway says. */
  const examine = async (): Promise<PolicyCases | undefined> => {
    if (!isPolicyName(name)) {
      setProblem(t('policyEditor.nameInvalid'));
      return undefined;
    }
    if (!policy && taken.includes(name)) {
      setProblem(t('policyEditor.taken'));
      return undefined;
    }
    let cases: PolicyCases;
    try {
      cases = readPolicyCases(draft.cases);
    } catch (error) {
      const { message } = error as Error;
      setProblem(t('policyEditor.casesInvalid', { problem: message }));
      return undefined;
    }
    const said = await check.run(cases);
    setFound(said);
    return said?.isGood ? cases : undefined;
  };
  const tryOut = async () => {
    if (!(await examine())) return;
    setChecked(`${mode}\n${text}`);
    // What is only observed changes nothing: what it would do is of interest.
    await run({ name, mode: 'enforce', text });
  };
  const send = async () => {
    if (comment.trim() === '') {
      setProblem(t('policyEditor.commentMissing'));
      return;
    }
    const cases = await examine();
    if (!cases) return;
    if (mayReplay && checked !== `${mode}\n${text}`) {
      setProblem(t('policyEditor.firstTry'));
      return;
    }
    const done = await save.run(cases);
    if (done) props.onSaved(done.outcome);
  };
  const title = policy
    ? t('policyEditor.edit', { name: policy.name })
    : t('policyEditor.new');
  const isRunning = replay.state === 'running';
  return (
    <Box
      bg="neutral"
      ref={form}
      className={styles.form}
      role="group"
      aria-label={title}
    >
      <Text as="h3" variant="title-x-small" className={styles.flat}>
        {title}
      </Text>
      {!policy && (
        <TextField
          label={t('policyEditor.name')}
          description={t('policyEditor.nameHint')}
          isRequired
          maxLength={63}
          value={name}
          onChange={value => change({ name: value })}
        />
      )}
      <Select
        label={t('policyEditor.mode')}
        options={MODES.map(id => ({ id, label: t(`policyEditor.${id}`) }))}
        value={mode}
        onChange={value => {
          const chosen = MODES.find(id => id === value);
          if (chosen) change({ mode: chosen });
        }}
      />
      <TextAreaField
        ref={textField}
        className={styles.code}
        label={t('policyEditor.text')}
        rows={12}
        maxLength={65_536}
        isRequired
        isInvalid={(found?.mistakes.length ?? 0) > 0}
        value={text}
        onChange={value => change({ text: value })}
      />
      <TextAreaField
        className={styles.code}
        label={t('policyEditor.cases')}
        description={t('policyEditor.casesHint')}
        rows={8}
        maxLength={65_536}
        value={draft.cases}
        onChange={value => change({ cases: value })}
      />
      <div className={styles.buttons}>
        <Button
          size="small"
          variant="secondary"
          onPress={() => {
            try {
              change({ cases: withExampleCase(draft.cases) });
            } catch (error) {
              const { message } = error as Error;
              setProblem(t('policyEditor.casesInvalid', { problem: message }));
            }
          }}
        >
          {t('policyEditor.addCase')}
        </Button>
      </div>
      <TextField
        label={t('policyEditor.comment')}
        isRequired
        maxLength={500}
        value={comment}
        onChange={value => {
          setProblem(undefined);
          setDraft({ ...draft, comment: value });
        }}
      />
      {problem && <ErrorText>{problem}</ErrorText>}
      {found && <CheckResult check={found} onGoTo={goTo} />}
      <ReplayResult replay={replay} isObserved={mode === 'observe'} />
      <Problem
        title={t('policyEditor.failed')}
        error={save.error ?? check.error}
      />
      <div className={styles.buttons}>
        <Button
          variant="primary"
          isPending={save.running}
          isDisabled={isRunning}
          onPress={() => void send()}
        >
          {t('policyEditor.save')}
        </Button>
        <Button
          variant="secondary"
          isPending={check.running}
          onPress={() => void examine()}
        >
          {t('policyEditor.check')}
        </Button>
        {mayReplay &&
          (isRunning ? (
            <Button variant="secondary" onPress={stop}>
              {t('policyReplay.stop')}
            </Button>
          ) : (
            <Button variant="secondary" onPress={() => void tryOut()}>
              {t('policyReplay.run')}
            </Button>
          ))}
        <Button variant="secondary" onPress={props.onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </Box>
  );
}
