import { Flex, Text } from '@backstage/ui';
import { useId, type ReactNode } from 'react';
import styles from './Section.module.css';

/** A titled part of a page. */
export function Section(props: {
  title: string;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Flex direction="column" gap="3">
        <div className={styles.head}>
          <div>
            <Text
              as="h3"
              variant="title-x-small"
              id={id}
              className={styles.title}
            >
              {props.title}
            </Text>
            {props.hint && (
              <Text as="p" color="secondary" className={styles.title}>
                {props.hint}
              </Text>
            )}
          </div>
          {props.actions}
        </div>
        {props.children}
      </Flex>
    </section>
  );
}
