import { NumberField } from '@backstage/ui';
import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { useT } from '../../hooks/useT';
import styles from '../profile.module.css';
import { FieldSet } from './FieldSet';

const MIB = 1024 * 1024;
/** What is shown, in which unit, by which steps. */
const FIELDS = [
  { name: 'memoryBytes', unit: MIB, least: 32 },
  { name: 'pids', unit: 1, least: 4 },
  { name: 'cpu', unit: 1, least: 0.05 },
  { name: 'tmpBytes', unit: MIB, least: 1 },
  { name: 'diskBytes', unit: MIB, least: 1 },
  { name: 'fileBytes', unit: MIB, least: 1 },
  { name: 'openFiles', unit: 1, least: 64 },
] as const;

/** What the server may use up. */
export function LimitFields(props: {
  limits: RuntimeLimits;
  isDisabled?: boolean;
  onChange(limits: RuntimeLimits): void;
}) {
  const t = useT();
  const { limits, isDisabled, onChange } = props;
  return (
    <FieldSet
      title={t('profileEditor.limits')}
      hint={t('profileEditor.limitsHint')}
    >
      <div className={styles.row}>
        {FIELDS.map(({ name, unit, least }) => (
          <NumberField
            key={name}
            label={t(`profileEditor.${name}`)}
            isDisabled={isDisabled}
            minValue={least}
            value={(limits[name] ?? NaN) / unit}
            onChange={value => {
              const { [name]: _, ...others } = limits;
              onChange(
                Number.isNaN(value)
                  ? others
                  : {
                      ...others,
                      [name]: name === 'cpu' ? value : Math.round(value * unit),
                    },
              );
            }}
          />
        ))}
      </div>
    </FieldSet>
  );
}
