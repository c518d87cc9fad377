import { Text } from '@backstage/ui';
import {
  type CallLimits,
  effectiveRules,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { DefaultLimits } from '../api/types';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import { limitWords } from './limitWords';
import styles from './limits.module.css';

/** What holds now, one sentence for each limit. */
export function LimitsInWords(props: {
  limits: CallLimits | undefined;
  defaults: DefaultLimits | undefined;
  isDefaultLoading: boolean;
}) {
  const t = useT();
  const language = useLanguage();
  const { limits, defaults } = props;
  const rules = defaults
    ? effectiveRules(limits, defaults.perPerson)
    : limits?.rules ?? [];
  const weights = limits?.weights ?? defaults?.weights;
  return (
    <>
      <ul className={styles.words}>
        {rules.map((rule, index) => (
          <li key={index}>
            <Text>{limitWords(t, language, rule)}</Text>
          </li>
        ))}
        {!defaults && !props.isDefaultLoading && (
          <li>
            <Text>{t('limits.unknownDefault')}</Text>
          </li>
        )}
      </ul>
      {weights && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t('limits.weights', {
            changes: weights.changes.toLocaleString(language),
            destroys: weights.destroys.toLocaleString(language),
          })}
        </Text>
      )}
    </>
  );
}
