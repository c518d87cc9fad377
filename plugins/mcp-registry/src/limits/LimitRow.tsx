import { Button, NumberField, Select } from '@backstage/ui';
import { CALL_LIMIT_BOUNDS } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { formatDuration } from '../components/formatTime';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import type { RuleDraft } from './limitDraft';
import styles from './limits.module.css';

const TIMES = [1, 60, 3_600, 86_400];
/** No tool is named so: names have no colon at their end. */
const ANY = 'any:';

/** One limit in the form: for whom, for what, how many, in how long. */
export function LimitRow(props: {
  number: number;
  rule: RuleDraft;
  tools: readonly string[];
  isInvalid: boolean;
  onChange(rule: RuleDraft): void;
  onRemove(): void;
}) {
  const t = useT();
  const language = useLanguage();
  const { number, rule, onChange } = props;
  const tools = [
    ...new Set([...props.tools, ...(rule.tool ? [rule.tool] : [])]),
  ];
  const times = [...new Set([...TIMES, rule.perSeconds])].sort((a, b) => a - b);
  const who = ['person', 'team', 'everybody'] as const;
  return (
    <div
      role="group"
      aria-label={t('limitsForm.rule', { number: String(number) })}
    >
      <div className={styles.rule}>
        <Select
          label={t('limitsForm.who')}
          options={who.map(id => ({ id, label: t(`limitsForm.${id}`) }))}
          value={rule.who}
          onChange={value => {
            const chosen = who.find(id => id === value);
            if (chosen) onChange({ ...rule, who: chosen });
          }}
        />
        <Select
          label={t('limitsForm.what')}
          options={[
            { id: ANY, label: t('limitsForm.anyTool') },
            ...tools.map(id => ({ id, label: id })),
          ]}
          value={rule.tool ?? ANY}
          onChange={value =>
            onChange({
              ...rule,
              tool: value === ANY || value === null ? undefined : String(value),
            })
          }
        />
        <NumberField
          label={t('limitsForm.calls')}
          minValue={1}
          maxValue={CALL_LIMIT_BOUNDS.calls}
          step={1}
          isRequired
          isInvalid={props.isInvalid}
          value={rule.calls}
          onChange={calls => onChange({ ...rule, calls })}
        />
        <Select
          label={t('limitsForm.per')}
          options={times.map(seconds => ({
            id: String(seconds),
            label: formatDuration(seconds, language),
          }))}
          value={String(rule.perSeconds)}
          onChange={value => onChange({ ...rule, perSeconds: Number(value) })}
        />
        <Button
          variant="secondary"
          aria-label={t('limitsForm.remove', { number: String(number) })}
          onPress={props.onRemove}
        >
          {t('limitsForm.removeShort')}
        </Button>
      </div>
    </div>
  );
}
