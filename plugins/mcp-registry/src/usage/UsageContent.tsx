import { Text } from '@backstage/ui';
import type { Server } from '../api/types';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { ServerFrame } from '../server/ServerFrame';
import { tokenText } from '../tools/tokenText';
import { RangeSelect } from './RangeSelect';
import { readRange } from './ranges';
import { RevisionComparison } from './RevisionComparison';
import { UsageOf } from './UsageOf';
import styles from './usage.module.css';

/** The tab "Usage" of a server's page: everybody's for those who own it, my own for everybody else. */
export function UsageContent() {
  return (
    <ServerFrame>{server => <UsageOfServer server={server} />}</ServerFrame>
  );
}

function UsageOfServer({ server }: { server: Server }) {
  const t = useT();
  const { get, set } = useUrlState();
  const range = readRange(get('range'));
  const role = server.iDecide ? 'owned' : 'mine';
  const { tools } = server.toolSurface;
  const isPriced = tools.some(tool => tool.tokens !== undefined);
  return (
    <>
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {server.iDecide ? t('usage.ofServer') : t('usage.mineOfServer')}{' '}
        {isPriced && t('toolFacts.sum', { tokens: tokenText(t, tools) })}
      </Text>
      <div role="search" className={styles.filters}>
        <RangeSelect value={range} onChange={next => set({ range: next })} />
      </div>
      <UsageOf range={range} query={{ role, serverRef: server.serverRef }} />
      {server.iDecide && <RevisionComparison serverRef={server.serverRef} />}
    </>
  );
}
