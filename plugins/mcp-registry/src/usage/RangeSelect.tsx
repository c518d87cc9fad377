import { Select } from '@backstage/ui';
import { useT } from '../hooks/useT';
import { RANGES, type Range, readRange } from './ranges';

/** From when on. */
export function RangeSelect(props: {
  value: Range;
  onChange(range: Range): void;
}) {
  const t = useT();
  return (
    <Select
      size="small"
      label={t('usage.range')}
      options={(Object.keys(RANGES) as Range[]).map(id => ({
        id,
        label: t(`usage.${id}`),
      }))}
      value={props.value}
      onChange={value => props.onChange(readRange(String(value)))}
    />
  );
}
