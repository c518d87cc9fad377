import { Text } from '@backstage/ui';
import type { Interaction } from '../api/types';
import { EntityName } from '../components/EntityName';
import { CardList, ListCard } from '../components/ListCard';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';

/** The servers behind the address that is asked for, and which of them I may use. */
export function AskedServers(props: { servers: Interaction['servers'] }) {
  const t = useT();
  if (props.servers.length === 0) {
    return (
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {t('letIn.none')}
      </Text>
    );
  }
  return (
    <CardList label={t('letIn.servers')}>
      {props.servers.map(({ serverRef, mayUse }) => (
        <ListCard
          key={serverRef}
          title={<EntityName entityRef={serverRef} variant="title-x-small" />}
          labels={
            <StatusLabel tone={mayUse ? 'good' : 'neutral'}>
              {mayUse ? t('letIn.mayUse') : t('letIn.mayNotUse')}
            </StatusLabel>
          }
        />
      ))}
    </CardList>
  );
}
