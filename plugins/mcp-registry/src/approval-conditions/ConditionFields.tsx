import { DatePicker, Flex, Radio, RadioGroup } from '@backstage/ui';
import type { Server } from '../api/types';
import { ErrorText } from '../components/ErrorText';
import { useT } from '../hooks/useT';
import { ToolTicks } from '../tools/ToolTicks';
import type { ConditionDraft, DraftProblem } from './conditionDraft';
import styles from './conditions.module.css';
import { PeopleField } from './PeopleField';

/** What conditions can say: which tools, who, and until when. All that is chosen holds. */
export function ConditionFields(props: {
  surface: Server['toolSurface'];
  draft: ConditionDraft;
  /** Said once somebody tried to send it. */
  problem: DraftProblem | undefined;
  onChange(draft: ConditionDraft): void;
}) {
  const t = useT();
  const { surface, draft, problem, onChange } = props;
  const set = (over: Partial<ConditionDraft>) =>
    onChange({ ...draft, ...over });
  return (
    <Flex direction="column" gap="4">
      <RadioGroup
        label={t('conditions.tools')}
        description={surface.known ? undefined : t('conditions.toolsUnknown')}
        isDisabled={!surface.known}
        value={draft.tools}
        onChange={value =>
          set({
            tools: value === 'reading' || value === 'named' ? value : 'all',
          })
        }
      >
        <Radio value="all">{t('conditions.allTools')}</Radio>
        <Radio value="reading">{t('conditions.reading')}</Radio>
        <Radio value="named">{t('conditions.named')}</Radio>
      </RadioGroup>
      {draft.tools === 'named' && (
        <div className={styles.inner}>
          <ToolTicks
            tools={surface.tools}
            value={draft.names}
            onChange={names => set({ names })}
          />
        </div>
      )}
      {problem === 'no-tool' && (
        <ErrorText>{t('conditions.problem.no-tool')}</ErrorText>
      )}
      <PeopleField value={draft.people} onChange={people => set({ people })} />
      <DatePicker
        label={t('conditions.until')}
        description={t('conditions.untilHint')}
        isInvalid={problem === 'past-day'}
        onChange={value => set({ until: value?.toString() })}
      />
      {problem === 'past-day' && (
        <ErrorText>{t('conditions.problem.past-day')}</ErrorText>
      )}
      {problem === 'nothing' && (
        <ErrorText>{t('conditions.problem.nothing')}</ErrorText>
      )}
    </Flex>
  );
}
