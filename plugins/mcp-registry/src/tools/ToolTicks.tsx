import { Checkbox, CheckboxGroup, Flex } from '@backstage/ui';
import type { Tool } from '../api/types';
import { useT } from '../hooks/useT';
import { groupTools } from './groupTools';
import styles from './ToolTicks.module.css';

/** Tools to tick, grouped by what they can do. */
export function ToolTicks(props: {
  tools: readonly Tool[];
  value: readonly string[];
  onChange(names: string[]): void;
  isDisabled?: boolean;
  /** Ticking does not give anybody a tool, so that there is nothing to be careful about. */
  isHarmless?: boolean;
}) {
  const t = useT();
  return (
    <Flex direction="column" gap="4">
      {groupTools(props.tools).map(group => {
        const names = group.tools.map(tool => tool.name);
        return (
          <CheckboxGroup
            key={group.effect}
            label={t(`effectGroup.${group.effect}`, { count: names.length })}
            description={
              group.effect === 'destroys' && !props.isHarmless
                ? t('tools.destroysHint')
                : undefined
            }
            isDisabled={props.isDisabled}
            value={props.value.filter(name => names.includes(name))}
            onChange={ticked =>
              props.onChange([
                ...props.value.filter(name => !names.includes(name)),
                ...ticked,
              ])
            }
          >
            {group.tools.map(tool => (
              <Checkbox key={tool.name} value={tool.name}>
                <span className={styles.name}>{tool.title ?? tool.name}</span>
                {tool.title && tool.title !== tool.name && (
                  <code className={styles.id}>{tool.name}</code>
                )}
                {tool.description && (
                  <span className={styles.words}>
                    {firstSentence(tool.description)}
                  </span>
                )}
              </Checkbox>
            ))}
          </CheckboxGroup>
        );
      })}
    </Flex>
  );
}

function firstSentence(text: string): string {
  const sentence = text.split(/(?<=[.!?])\s|\n/)[0].trim();
  return sentence.length > 160 ? `${sentence.slice(0, 159)}…` : sentence;
}
