import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { Select, Tab, TabList, TabPanel, Tabs, TextField } from '@backstage/ui';
import { useState } from 'react';
import { PageBody } from '../components/PageBody';
import { useDebounced } from '../hooks/useDebounced';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { CallList } from './CallList';
import { useMayReadAll } from './useMayReadAll';
import styles from './activity.module.css';

const ROLES = ['mine', 'owned', 'all'] as const;
const ANY = 'any';

/** Who called what. */
export function ActivityPage() {
  const t = useT();
  const { get, set } = useUrlState();
  const mayReadAll = useMayReadAll();
  const roles = ROLES.filter(id => id !== 'all' || mayReadAll);
  const role = roles.find(id => id === get('role')) ?? 'mine';
  const [user, setUser] = useState(get('user') ?? '');
  const [server, setServer] = useState(get('server') ?? '');
  const [tool, setTool] = useState(get('tool') ?? '');
  const decision = get('decision');

  return (
    <PageBody title={t('activity.title')} lead={t('activity.lead')}>
      <Tabs
        selectedKey={role}
        onSelectionChange={key => set({ role: String(key) })}
      >
        <TabList aria-label={t('activity.title')}>
          {roles.map(id => (
            <Tab key={id} id={id}>
              {t(`activity.${id}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel id={role}>
          <div className={styles.list}>
            <div role="search" className={styles.filters}>
              {role !== 'mine' && (
                <TextField
                  size="small"
                  label={t('activity.who')}
                  placeholder="alice"
                  value={user}
                  onChange={setUser}
                />
              )}
              <TextField
                size="small"
                label={t('activity.server')}
                placeholder="orders"
                value={server}
                onChange={setServer}
              />
              <TextField
                size="small"
                label={t('activity.tool')}
                value={tool}
                onChange={setTool}
              />
              <Select
                size="small"
                label={t('activity.decision')}
                options={[
                  { id: ANY, label: t('filter.any') },
                  { id: 'allow', label: t('decision.allow') },
                  { id: 'deny', label: t('decision.deny') },
                ]}
                value={decision ?? ANY}
                onChange={value =>
                  set({
                    decision:
                      value === ANY || value === null
                        ? undefined
                        : String(value),
                  })
                }
              />
            </div>
            <CallList
              query={{
                role,
                user: useDebounced(asRef(user, 'user'), 300),
                serverRef: useDebounced(asRef(server, 'api'), 300),
                tool: useDebounced(tool.trim() || undefined, 300),
                decision:
                  decision === 'allow' || decision === 'deny'
                    ? decision
                    : undefined,
              }}
            />
          </div>
        </TabPanel>
      </Tabs>
    </PageBody>
  );
}

/** People type "orders"; the API wants `api:default/orders`. Half-typed refs are no filter yet. */
function asRef(text: string, defaultKind: string): string | undefined {
  try {
    return stringifyEntityRef(
      parseEntityRef(text.trim(), { defaultKind, defaultNamespace: 'default' }),
    );
  } catch {
    return undefined;
  }
}
