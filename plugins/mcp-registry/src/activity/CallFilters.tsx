import { Button, Select, TextField } from '@backstage/ui';
import { useState } from 'react';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { asTime, FILTERS, MORE_FILTERS, OUTCOMES } from './callFilters';
import styles from './activity.module.css';

const ANY = 'any';

/** What calls to show; it stands in the page's address. */
export function CallFilters({ withPerson }: { withPerson: boolean }) {
  const t = useT();
  const { get, set } = useUrlState();
  const [isWide, setIsWide] = useState(false);
  const hasMore = MORE_FILTERS.some(key => get(key));
  const showsMore = isWide || hasMore;
  const field = (
    key: (typeof FILTERS)[number],
    label: string,
    more?: { placeholder?: string; description?: string },
  ) => (
    <TextField
      key={key}
      size="small"
      label={label}
      value={get(key) ?? ''}
      onChange={value => set({ [key]: value })}
      {...more}
    />
  );
  const choice = (
    key: 'decision' | 'outcome',
    label: string,
    options: { id: string; label: string }[],
  ) => (
    <Select
      size="small"
      label={label}
      options={[{ id: ANY, label: t('filter.any') }, ...options]}
      value={get(key) ?? ANY}
      onChange={value =>
        set({
          [key]: value === ANY || value === null ? undefined : String(value),
        })
      }
    />
  );
  const time = (key: 'since' | 'until') => {
    const isWrong = get(key) !== undefined && !asTime(get(key));
    return field(key, t(`activity.${key}`), {
      description: isWrong ? t('activity.noTime') : t('activity.timeHint'),
    });
  };
  return (
    <div role="search" className={styles.list}>
      <div className={styles.filters}>
        {withPerson &&
          field('user', t('activity.who'), { placeholder: 'alice' })}
        {field('server', t('activity.server'), { placeholder: 'orders' })}
        {field('tool', t('activity.tool'))}
        {choice('decision', t('activity.decision'), [
          { id: 'allow', label: t('decision.allow') },
          { id: 'deny', label: t('decision.deny') },
        ])}
        {showsMore && (
          <>
            {field('system', t('activity.system'), {
              placeholder: 'orders-db',
              description: t('activity.systemHint'),
            })}
            {time('since')}
            {time('until')}
            {choice(
              'outcome',
              t('activity.outcome'),
              OUTCOMES.map(id => ({ id, label: t(`outcome.${id}`) })),
            )}
            {field('actor', t('activity.actor'))}
            {field('client', t('activity.client'))}
            {field('reason', t('activity.reasonId'))}
            {field('grant', t('activity.grant'))}
            {field('revision', t('activity.revision'))}
            {field('session', t('activity.session'))}
          </>
        )}
      </div>
      <div className={styles.actions}>
        {!hasMore && (
          <Button
            size="small"
            variant="tertiary"
            aria-expanded={showsMore}
            onPress={() => setIsWide(!isWide)}
          >
            {isWide ? t('activity.fewer') : t('activity.more')}
          </Button>
        )}
        {FILTERS.some(key => get(key)) && (
          <Button
            size="small"
            variant="tertiary"
            onPress={() =>
              set(Object.fromEntries(FILTERS.map(key => [key, undefined])))
            }
          >
            {t('activity.clear')}
          </Button>
        )}
      </div>
    </div>
  );
}
