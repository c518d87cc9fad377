import { Text } from '@backstage/ui';
import { Fragment } from 'react';
import type { Interaction } from '../api/types';
import { useT } from '../hooks/useT';
import { EffectLabel } from '../tools/EffectLabel';
import styles from './consent.module.css';

/** What I could call at one of the servers that are asked for, by what it does. */
export function AskedTools(props: {
  tools: Interaction['servers'][number]['tools'];
}) {
  const t = useT();
  const { tools } = props;
  if (!tools || tools.length === 0) {
    return (
      <Text as="p" color="secondary" className={styles.flat}>
        {tools ? t('letIn.noTools') : t('letIn.toolsUnknown')}
      </Text>
    );
  }
  return (
    <ul className={styles.tools} aria-label={t('letIn.tools')}>
      {tools.map(({ effect, count, names }) => (
        <li key={effect} className={styles.effect}>
          <EffectLabel effect={effect} count={count} />
          <span className={styles.names}>
            {names.map((name, index) => (
              <Fragment key={name}>
                {index > 0 && ', '}
                <code>{name}</code>
              </Fragment>
            ))}
            {count > names.length && (
              <> {t('letIn.moreTools', { count: count - names.length })}</>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
