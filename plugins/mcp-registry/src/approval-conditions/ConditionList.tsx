import { Text } from '@backstage/ui';
import type { ServerCondition } from '../api/types';
import { EntityName } from '../components/EntityName';
import { useT } from '../hooks/useT';
import { ConditionText } from './ConditionText';
import styles from './conditions.module.css';

/** Conditions under a title, with who set them. Nothing where there are none. */
export function ConditionList(props: {
  title: string;
  items: ReadonlyArray<
    Pick<ServerCondition, 'condition'> & Partial<ServerCondition>
  >;
}) {
  const t = useT();
  const { title, items } = props;
  return items.length > 0 ? (
    <div>
      <Text as="p" weight="bold" className={styles.flat}>
        {title}
      </Text>
      <ul className={styles.list} aria-label={title}>
        {items.map(({ condition, setBy }) => (
          <li key={JSON.stringify([condition, setBy])}>
            <Text>
              <ConditionText condition={condition} />
            </Text>
            {setBy && (
              <Text color="secondary">
                {' '}
                {t('conditions.setBy')} <EntityName entityRef={setBy} plain />
              </Text>
            )}
          </li>
        ))}
      </ul>
    </div>
  ) : null;
}
