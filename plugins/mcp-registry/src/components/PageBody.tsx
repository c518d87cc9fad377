import { Container, Flex, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './PageBody.module.css';

/** The frame of a page's content: its title, what it is for, then the content. */
export function PageBody(props: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Container className={styles.page}>
      <Flex direction="column" gap="5">
        <div className={styles.head}>
          <div>
            <Text as="h2" variant="title-medium" className={styles.title}>
              {props.title}
            </Text>
            {props.lead && (
              <Text as="p" color="secondary" className={styles.lead}>
                {props.lead}
              </Text>
            )}
          </div>
          {props.actions}
        </div>
        {props.children}
      </Flex>
    </Container>
  );
}
