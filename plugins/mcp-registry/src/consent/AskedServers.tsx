import { Text } from '@backstage/ui';
import type { Interaction } from '../api/types';
import { EntityName } from '../components/EntityName';
import { CardList, ListCard } from '../components/ListCard';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import { AskedTools } from './AskedTools';
import styles from './consent.module.css';

/** The servers behind the address that is asked for, which of them I may use, and what I could call there. */
export function AskedServers(props: {
  servers: Interaction['servers'];
  /** How many there are beside them. */
  more: number;
}) {
  const t = useT();
  if (props.servers.length === 0) {
    return (
      <Text as="p" color="secondary" className={styles.flat}>
        {t('letIn.none')}
      </Text>
    );
  }
  return (
    <>
      <CardList label={t('letIn.servers')}>
        {props.servers.map(({ serverRef, mayUse, tools }) => (
          <ListCard
            key={serverRef}
            title={<EntityName entityRef={serverRef} variant="title-x-small" />}
            labels={
              <StatusLabel tone={mayUse ? 'good' : 'neutral'}>
                {mayUse ? t('letIn.mayUse') : t('letIn.mayNotUse')}
              </StatusLabel>
            }
          >
            {mayUse && <AskedTools tools={tools} />}
          </ListCard>
        ))}
      </CardList>
      {props.more > 0 && (
        <Text as="p" className={styles.flat}>
          {t('letIn.moreServers', { count: props.more })}
        </Text>
      )}
    </>
  );
}
