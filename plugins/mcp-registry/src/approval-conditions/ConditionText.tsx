import { EntityName } from '../components/EntityName';
import { useLanguage } from '../hooks/useLanguage';
import { useNow } from '../hooks/useNow';
import { useT } from '../hooks/useT';
import type { ServerCondition } from '../api/types';
import { isOver } from './isOver';
import { untilWords } from './untilWords';

/** What a condition says, in a sentence. */
export function ConditionText(props: {
  condition: ServerCondition['condition'];
  /** It is part of something that is pressed. */
  plain?: boolean;
}) {
  const t = useT();
  const language = useLanguage();
  const now = useNow(30_000);
  const { kind, names = [], refs = [], at = '' } = props.condition;
  switch (kind) {
    case 'reading-tools':
      return <>{t('conditions.readingTools')}</>;
    case 'named-tools':
      return (
        <>
          {names.length > 0
            ? t('conditions.namedTools', {
                count: names.length,
                names: names.join(', '),
              })
            : t('conditions.hiddenTools')}
        </>
      );
    case 'people':
      return (
        <>
          {t('conditions.onlyFor')}{' '}
          {refs.map((ref, index) => (
            <span key={ref}>
              {index > 0 && ', '}
              <EntityName entityRef={ref} plain={props.plain} />
            </span>
          ))}
        </>
      );
    case 'until': {
      const { isDay, text } = untilWords(at, language);
      const end = isDay ? t('conditions.endOf', { day: text }) : text;
      return (
        <>
          {t(
            isOver(props.condition, now)
              ? 'conditions.wasUntil'
              : 'conditions.untilEnd',
            { end },
          )}
        </>
      );
    }
    default:
      return <>{t('conditions.unknown')}</>;
  }
}
