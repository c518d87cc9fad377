import { parseEntityRef } from '@backstage/catalog-model';
import { Checkbox, Select, Text } from '@backstage/ui';
import type { ReviewItem } from '../api/types';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { useT, type T } from '../hooks/useT';
import { Selection } from '../tools/Selection';
import { choicesFor, type Choice, type ReviewDraft } from './reviewDraft';
import { ReviewUse } from './ReviewUse';
import styles from './reviews.module.css';

/** One question: what it is about, what was used, and the answer. */
export function ReviewRow(props: {
  item: ReviewItem;
  draft: ReviewDraft;
  ticked: boolean;
  onDraft(draft: ReviewDraft): void;
  onTick(isOn: boolean): void;
}) {
  const t = useT();
  const { item, draft, onDraft } = props;
  const { grant, proposed, agentProposal } = item;
  const what = grant
    ? `${parseEntityRef(grant.subject).name}, ${item.serverTitle}`
    : item.serverTitle;
  return (
    <tr>
      <td>
        <Checkbox
          aria-label={t('reviews.select', { what })}
          isSelected={props.ticked}
          isDisabled={!item.canAnswer}
          onChange={props.onTick}
        />
      </td>
      <th scope="row">
        <EntityName entityRef={item.serverRef} />
        {grant ? (
          <>
            {' · '}
            <EntityName entityRef={grant.subject} plain />
            <Text as="p" color="secondary" className={styles.flat}>
              <Selection tools={grant.tools} /> · {grant.purpose}
            </Text>
          </>
        ) : (
          <Text as="p" color="secondary" className={styles.flat}>
            {t('reviews.ownServer')}
          </Text>
        )}
        <Text as="p" color="secondary" className={styles.flat}>
          <Loudness item={item} /> {t('reviews.answerBy')}{' '}
          <RelativeTime at={item.answerBy} />
        </Text>
        {agentProposal && (
          <Text as="p" className={styles.flat}>
            {t('reviews.byAgent', {
              answer: choiceText(t, item, answerChoice(agentProposal.answer)),
            })}
          </Text>
        )}
      </th>
      <td>{item.use && <ReviewUse use={item.use} />}</td>
      <td className={styles.unused}>
        {proposed?.unused &&
          (proposed.unused.length === item.coveredTools?.length
            ? t('reviews.allOfThem')
            : proposed.unused.join(', ') || t('reviews.nothingUnused'))}
        {grant && !proposed?.unused && t('reviews.notKnown')}
      </td>
      <td>
        <Select
          aria-label={t('reviews.answerFor', { what })}
          isDisabled={!item.canAnswer}
          options={[
            ...(draft.choice === ''
              ? [{ id: 'none', label: t('reviews.choose') }]
              : []),
            ...choicesFor(item).map(choice => ({
              id: choice,
              label: choiceText(t, item, choice),
            })),
          ]}
          value={draft.choice || 'none'}
          onChange={value =>
            onDraft({
              ...draft,
              choice: value === 'none' ? '' : (value as Choice),
            })
          }
        />
        {draft.choice === 'used' && (
          <Text as="p" color="secondary" className={styles.flat}>
            {proposed?.tools?.join(', ')}
          </Text>
        )}
        {draft.choice === 'hand' && (
          <div
            role="group"
            aria-label={t('reviews.stays')}
            className={styles.tools}
          >
            {item.coveredTools?.map(name => (
              <Checkbox
                key={name}
                isSelected={draft.tools.includes(name)}
                onChange={isOn =>
                  onDraft({
                    ...draft,
                    tools: isOn
                      ? [...draft.tools, name]
                      : draft.tools.filter(each => each !== name),
                  })
                }
              >
                {name}
              </Checkbox>
            ))}
          </div>
        )}
      </td>
    </tr>
  );
}

function Loudness({ item }: { item: ReviewItem }) {
  const t = useT();
  switch (item.state) {
    case 'suspended':
      return <StatusLabel tone="bad">{t('reviews.suspended')}</StatusLabel>;
    case 'escalated':
      return <StatusLabel tone="warn">{t('reviews.escalated')}</StatusLabel>;
    case 'reminded':
      return <StatusLabel tone="info">{t('reviews.reminded')}</StatusLabel>;
    default:
      return null;
  }
}

function answerChoice(answer: 'keep' | 'narrow' | 'end'): Choice {
  return answer === 'narrow' ? 'hand' : answer;
}

function choiceText(t: T, item: ReviewItem, choice: Choice): string {
  const isServer = item.kind === 'server';
  switch (choice) {
    case 'keep':
      return t(isServer ? 'reviews.keepServer' : 'reviews.keep');
    case 'end':
      return t(isServer ? 'reviews.endServer' : 'reviews.end');
    case 'used':
      return t('reviews.narrowUsed');
    case 'hand':
      return t('reviews.narrowHand');
    default:
      return t('reviews.choose');
  }
}
