import { Text } from '@backstage/ui';
import { CallList } from '../activity/CallList';
import { useT } from '../hooks/useT';
import { ServerFrame } from './ServerFrame';

/** The tab "Activity" of a server's page: every call for those who own it, my own calls for everybody else. */
export function ActivityContent() {
  const t = useT();
  return (
    <ServerFrame>
      {server => (
        <>
          <Text as="p" color="secondary" style={{ margin: 0 }}>
            {server.iDecide
              ? t('activity.ofServer')
              : t('activity.mineOfServer')}
          </Text>
          <CallList
            query={{
              role: server.iDecide ? 'owned' : 'mine',
              serverRef: server.serverRef,
            }}
          />
        </>
      )}
    </ServerFrame>
  );
}
