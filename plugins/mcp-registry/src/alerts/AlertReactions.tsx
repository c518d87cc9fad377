import { Flex, Text } from '@backstage/ui';
import type { AlertReaction } from '../api/types';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT, type T } from '../hooks/useT';
import styles from './alerts.module.css';

type Shown = AlertReaction['state'] | 'over';

const TONES: Record<Shown, Tone> = {
  planned: 'info',
  done: 'warn',
  over: 'good',
  observed: 'neutral',
  impossible: 'neutral',
  failed: 'bad',
  withdrawing: 'info',
  withdrawn: 'good',
};

/** What rules have done about an alert, would have done, or could not do. */
export function AlertReactions(props: {
  reactions: readonly AlertReaction[] | undefined;
}) {
  const t = useT();
  const { reactions = [] } = props;
  if (reactions.length === 0) return null;
  return (
    <ul className={styles.reactions} aria-label={t('alerts.reactions')}>
      {reactions.map(reaction => (
        <li key={reaction.id}>
          <Flex gap="2" style={{ flexWrap: 'wrap', alignItems: 'baseline' }}>
            <StatusLabel tone={TONES[shownState(reaction)]}>
              {t(`alerts.reactionState.${shownState(reaction)}`)}
            </StatusLabel>
            <Text>
              {t(`alerts.reaction.${reaction.kind}`)}
              {shownState(reaction) === 'done' && reaction.endsAt && (
                <>
                  {' '}
                  {t('alerts.reactionUntil')}{' '}
                  <RelativeTime at={reaction.endsAt} />
                </>
              )}
            </Text>
            <Text color="secondary" title={reaction.ruleVersion}>
              {t('alerts.byRuleNamed', { rule: reaction.rule })}
            </Text>
          </Flex>
          {reaction.why && (
            <Text as="p" color="secondary" className={styles.reason}>
              {whyText(t, reaction)}
            </Text>
          )}
        </li>
      ))}
    </ul>
  );
}

/** By its end, or since a person has given it back, it holds nothing back any more. */
function shownState({ state, isInForce }: AlertReaction): Shown {
  return state === 'done' && isInForce === false ? 'over' : state;
}

/** The registry's own words help whoever set it up. */
function whyText(t: T, { why, state, detail }: AlertReaction): string {
  if (!why) return '';
  const words =
    why === 'away' && state === 'failed'
      ? t('alerts.reactionWhy.gaveUp')
      : t(`alerts.reactionWhy.${why}`);
  return detail ? `${words} ${detail}` : words;
}
