import { Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import { Lines } from '../components/Lines';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import type { ApprovalState } from '../api/types';
import { StandingText } from './StandingText';
import styles from './approvalPolicies.module.css';

/** What policies ask for of one thing, and what they would if all were enforced. */
interface Previewed {
  enforced: ApprovalState;
  observed?: ApprovalState;
  isChanged: boolean;
}

/** What policies ask for of each of many things, page by page. `columns` and `cells` are what tells the things apart. */
export function PreviewTable<Item extends Previewed>(props: {
  title: string;
  hint?: string;
  empty: string;
  columns: readonly string[];
  /** Another one loads anew. */
  load: (cursor?: string) => Promise<{ items: Item[]; nextCursor?: string }>;
  keyOf(item: Item): string;
  cells(item: Item): readonly ReactNode[];
}) {
  const t = useT();
  const { title, hint, empty, columns, load, keyOf, cells } = props;
  const pages = usePages(load);
  return (
    <div className={styles.note}>
      <Text as="h4" variant="title-x-small" className={styles.flat}>
        {title}
      </Text>
      {hint && (
        <Text as="p" color="secondary" className={styles.flat}>
          {hint}
        </Text>
      )}
      <Problem
        title={t('approvalPolicies.previewFailed')}
        error={pages.error}
        onRetry={pages.refresh}
      />
      {!pages.first && pages.loading && <Lines />}
      {pages.first && pages.items.length === 0 && <Text as="p">{empty}</Text>}
      {pages.items.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table} aria-label={title}>
            <thead>
              <tr>
                {columns.map(column => (
                  <th scope="col" key={column}>
                    {column}
                  </th>
                ))}
                <th scope="col">{t('approvalPolicies.columnEnforced')}</th>
                <th scope="col">{t('approvalPolicies.columnObserved')}</th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map(item => (
                <Row key={keyOf(item)} item={item} cells={cells(item)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <MoreButton
        hasMore={pages.hasMore}
        loading={pages.loadingMore}
        onMore={pages.more}
      />
    </div>
  );
}

function Row(props: { item: Previewed; cells: readonly ReactNode[] }) {
  const t = useT();
  const { item } = props;
  const [first, ...others] = props.cells;
  return (
    <tr>
      <th scope="row">{first}</th>
      {others.map((cell, index) => (
        <td key={index}>{cell}</td>
      ))}
      <td>
        <StandingText state={item.enforced} />
      </td>
      <td>
        {item.observed && item.isChanged ? (
          <StandingText state={item.observed} />
        ) : (
          t('approvalPolicies.same')
        )}
      </td>
    </tr>
  );
}
