import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Checkbox } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { ReviewAnswers, ReviewOutcome } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useAction } from '../hooks/useAction';
import { inboxChanged } from '../hooks/useOpenCount';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { firstDraft, toAnswer, type ReviewDraft } from './reviewDraft';
import { ReviewRow } from './ReviewRow';
import { ReviewSender } from './ReviewSender';
import styles from './reviews.module.css';

const PAGE = 50;

/** The questions that are mine, with answers filled in; many are sent at once. */
export function ReviewTable() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const [drafts, setDrafts] = useState<ReadonlyMap<string, ReviewDraft>>(
    new Map(),
  );
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [outcomes, setOutcomes] = useState<ReviewOutcome[]>([]);
  const reviews = usePages(
    useCallback(
      (cursor?: string) =>
        registry.listReviews({ state: 'open', limit: PAGE, cursor }),
      [registry],
    ),
  );
  const send = useAction(
    useCallback(
      (answers: ReviewAnswers) => registry.answerReviews(answers),
      [registry],
    ),
  );
  const { items } = reviews;
  const mine = items.filter(({ canAnswer }) => canAnswer);
  const draftOf = (id: string) => {
    const item = items.find(each => each.id === id);
    return drafts.get(id) ?? (item && firstDraft(item));
  };
  const chosen = mine.filter(({ id }) => ticked.has(id));
  const answers = chosen.flatMap(item => {
    const draft = draftOf(item.id);
    return (draft && toAnswer(item, draft)) ?? [];
  });
  const refused = outcomes.filter(({ outcome }) => outcome === 'refused');
  const taken = outcomes.length - refused.length;
  return (
    <Section title={t('reviews.title')} hint={t('reviews.hint')}>
      <Problem
        title={t('reviews.failed')}
        error={reviews.error}
        onRetry={reviews.refresh}
      />
      {!reviews.first && reviews.loading && <Lines count={3} height={48} />}
      {taken > 0 && (
        <Alert
          role="status"
          status="success"
          icon
          title={
            taken === 1
              ? t('reviews.answered')
              : t('reviews.answeredMany', { number: String(taken) })
          }
        />
      )}
      {refused.length > 0 && (
        <Alert
          role="alert"
          status="warning"
          icon
          title={t('reviews.refused')}
          description={[...new Set(refused.map(each => each.message))].join(
            ' ',
          )}
        />
      )}
      {reviews.first && items.length === 0 && (
        <EmptyState title={t('reviews.empty')} hint={t('reviews.emptyHint')} />
      )}
      {items.length > 0 && (
        <>
          <div className={styles.scroll}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">
                    <Checkbox
                      aria-label={t('reviews.selectAll')}
                      isSelected={
                        mine.length > 0 && chosen.length === mine.length
                      }
                      isIndeterminate={
                        chosen.length > 0 && chosen.length < mine.length
                      }
                      onChange={isOn =>
                        setTicked(new Set(isOn ? mine.map(({ id }) => id) : []))
                      }
                    />
                  </th>
                  <th scope="col">{t('reviews.about')}</th>
                  <th scope="col">{t('reviews.use')}</th>
                  <th scope="col">{t('reviews.unused')}</th>
                  <th scope="col">{t('reviews.answer')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map(item => (
                  <ReviewRow
                    key={item.id}
                    item={item}
                    draft={draftOf(item.id) ?? firstDraft(item)}
                    ticked={ticked.has(item.id)}
                    onDraft={draft =>
                      setDrafts(before => new Map(before).set(item.id, draft))
                    }
                    onTick={isOn =>
                      setTicked(before => {
                        const next = new Set(before);
                        if (isOn) next.add(item.id);
                        else next.delete(item.id);
                        return next;
                      })
                    }
                  />
                ))}
              </tbody>
            </table>
          </div>
          <ReviewSender
            ticked={chosen.length}
            ready={answers.length}
            running={send.running}
            error={send.error}
            onSend={reason =>
              void send
                .run({ answers, ...(reason && { reason }) })
                .then(done => {
                  if (!done) return;
                  setOutcomes(done);
                  setTicked(new Set());
                  setDrafts(new Map());
                  reviews.refresh();
                  inboxChanged();
                })
            }
          />
        </>
      )}
      <MoreButton
        hasMore={reviews.hasMore}
        loading={reviews.loadingMore}
        onMore={reviews.more}
      />
    </Section>
  );
}
