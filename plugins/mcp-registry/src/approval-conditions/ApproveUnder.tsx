import { Checkbox, Flex, Text } from '@backstage/ui';
import type { Revision } from '../api/types';
import { useT } from '../hooks/useT';
import { ConditionFields } from './ConditionFields';
import {
  type ConditionDraft,
  type DraftProblem,
  NO_CONDITIONS,
} from './conditionDraft';
import styles from './conditions.module.css';

/** Lets those who approve say under what. Nothing is shown of it before they want to. */
export function ApproveUnder(props: {
  revision: Revision;
  /** Absent: they approve without. */
  draft: ConditionDraft | undefined;
  problem: DraftProblem | undefined;
  onChange(draft: ConditionDraft | undefined): void;
}) {
  const t = useT();
  const { revision, draft, problem, onChange } = props;
  return (
    <Flex direction="column" gap="2">
      <Checkbox
        isSelected={draft !== undefined}
        onChange={isOpen => onChange(isOpen ? NO_CONDITIONS : undefined)}
      >
        {t('conditions.set')}
      </Checkbox>
      {draft && (
        <Flex
          direction="column"
          gap="3"
          className={styles.inner}
          role="group"
          aria-label={t('conditions.set')}
        >
          <Text as="p" color="secondary" className={styles.flat}>
            {t('conditions.hint')}
          </Text>
          <ConditionFields
            surface={revision.toolSurface}
            {...{ draft, problem, onChange }}
          />
        </Flex>
      )}
    </Flex>
  );
}
