import { Tab, TabList, TabPanel, Tabs, TextField } from '@backstage/ui';
import { useState } from 'react';
import { PageBody } from '../components/PageBody';
import { useDebounced } from '../hooks/useDebounced';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { asRef } from './asRef';
import { BudgetList } from './BudgetList';
import { RangeSelect } from './RangeSelect';
import { readRange } from './ranges';
import { UsageOf } from './UsageOf';
import { useMayReadUsage } from './useMayReadUsage';
import styles from './usage.module.css';

const ROLES = ['mine', 'owned', 'all'] as const;

/** What is used, by whom, what it costs and where people are refused. */
export function UsagePage() {
  const t = useT();
  const { get, set } = useUrlState();
  const mayReadAll = useMayReadUsage();
  const roles = ROLES.filter(id => id !== 'all' || mayReadAll);
  const role = roles.find(id => id === get('role')) ?? 'mine';
  const range = readRange(get('range'));
  const [server, setServer] = useState(get('server') ?? '');
  const [team, setTeam] = useState(get('team') ?? '');
  return (
    <PageBody title={t('usage.title')} lead={t('usage.lead')}>
      <BudgetList />
      <Tabs
        selectedKey={role}
        onSelectionChange={key => set({ role: String(key) })}
      >
        <TabList aria-label={t('usage.title')}>
          {roles.map(id => (
            <Tab key={id} id={id}>
              {t(`usage.${id}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel id={role}>
          <div className={styles.list}>
            <div role="search" className={styles.filters}>
              <RangeSelect
                value={range}
                onChange={next => set({ range: next })}
              />
              <TextField
                size="small"
                label={t('usageTools.server')}
                placeholder="orders"
                value={server}
                onChange={text => {
                  setServer(text);
                  set({ server: text.trim() || undefined });
                }}
              />
              {role !== 'mine' && (
                <TextField
                  size="small"
                  label={t('usage.team')}
                  placeholder="web-team"
                  value={team}
                  onChange={text => {
                    setTeam(text);
                    set({ team: text.trim() || undefined });
                  }}
                />
              )}
            </div>
            <UsageOf
              range={range}
              query={{
                role,
                serverRef: useDebounced(asRef(server, 'api'), 300),
                team: useDebounced(
                  role === 'mine' ? undefined : asRef(team, 'group'),
                  300,
                ),
              }}
            />
          </div>
        </TabPanel>
      </Tabs>
    </PageBody>
  );
}
