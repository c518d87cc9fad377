import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { useT } from '../hooks/useT';

const WORDS = { allow: 'showAllow', deny: 'showDeny', all: 'showAll' } as const;

/** What is shown: what is allowed, what is refused, or both. */
export type Shown = keyof typeof WORDS;

/** Chooses which answers are shown. */
export function ShowFilter(props: {
  value: Shown;
  onChange(shown: Shown): void;
}) {
  const t = useT();
  return (
    <ToggleButtonGroup
      aria-label={t('callable.show')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[props.value]}
      onSelectionChange={keys => {
        const [key] = keys;
        if (isShown(key)) props.onChange(key);
      }}
    >
      {Object.entries(WORDS).map(([id, word]) => (
        <ToggleButton key={id} id={id}>
          {t(`callable.${word}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

/** Whether something names what can be shown. */
export function isShown(key: unknown): key is Shown {
  return typeof key === 'string' && Object.hasOwn(WORDS, key);
}
