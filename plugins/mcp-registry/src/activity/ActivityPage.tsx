import { Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import { PageBody } from '../components/PageBody';
import { useDebounced } from '../hooks/useDebounced';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { CallFilters } from './CallFilters';
import { readFilters } from './callFilters';
import { CallList } from './CallList';
import { ExportCalls } from './ExportCalls';
import { ExportLog } from './ExportLog';
import { SavedViews } from './SavedViews';
import { useMayReadAll } from './useMayReadAll';
import styles from './activity.module.css';

const ROLES = ['mine', 'owned', 'all'] as const;

/** Who called what. */
export function ActivityPage() {
  const t = useT();
  const { get, set, text } = useUrlState();
  const mayReadAll = useMayReadAll();
  const roles = ROLES.filter(id => id !== 'all' || mayReadAll);
  const role = roles.find(id => id === get('role')) ?? 'mine';
  const settled = new URLSearchParams(useDebounced(text, 300));
  const query = {
    role,
    ...readFilters(key => settled.get(key) ?? undefined),
    // Whose calls are mine is no question.
    ...(role === 'mine' && { user: undefined }),
  };
  return (
    <PageBody title={t('activity.title')} lead={t('activity.lead')}>
      <Tabs
        // A tab that comes later would name a panel that is not there.
        key={String(mayReadAll)}
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
            <CallFilters withPerson={role !== 'mine'} />
            <SavedViews />
            <ExportCalls query={query} />
            {role === 'all' && (
              <ExportLog since={query.since} until={query.until} />
            )}
            <CallList query={query} />
          </div>
        </TabPanel>
      </Tabs>
    </PageBody>
  );
}
