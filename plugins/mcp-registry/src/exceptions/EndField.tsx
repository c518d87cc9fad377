import { Select } from '@backstage/ui';
import { formatRelative } from '../components/formatTime';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';

/** Chooses when an exception ends. */
export function EndField(props: {
  choices: readonly string[];
  now: number;
  value: string;
  onChange(value: string): void;
}) {
  const t = useT();
  const language = useLanguage();
  return (
    <Select
      label={t('exception.until')}
      options={props.choices.map(at => ({
        id: at,
        label: t('exception.untilAt', {
          in: formatRelative(at, props.now, language),
          date: new Date(at).toLocaleString(language, {
            dateStyle: 'medium',
            timeStyle: 'short',
          }),
        }),
      }))}
      value={props.value}
      onChange={value => props.onChange(String(value))}
    />
  );
}
