import { Text } from '@backstage/ui';
import { type ReactNode, useId } from 'react';
import styles from '../profile.module.css';

/** Fields that belong together. */
export function FieldSet(props: {
  title: string;
  hint: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <fieldset className={styles.group} aria-describedby={id}>
      <legend>{props.title}</legend>
      <Text as="p" color="secondary" id={id} className={styles.flat}>
        {props.hint}
      </Text>
      {props.children}
    </fieldset>
  );
}
