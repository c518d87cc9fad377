import { Flex, Text } from '@backstage/ui';
import type { Call } from '../api/types';
import { reasonText } from '../activity/reasonText';
import { StatusLabel } from '../components/StatusLabel';
import { useT, type T } from '../hooks/useT';
import styles from './explain.module.css';

type Entry = NonNullable<Call['trace']>[number];

const TONES = {
  pass: 'good',
  deny: 'bad',
  skip: 'neutral',
  observe: 'neutral',
} as const;

const LAYERS = [
  'feed',
  'stop',
  'server',
  'revision',
  'tool',
  'permission',
  'grant',
  'policy',
  'visibility',
  'guard',
] as const;

/** A decision layer by layer: what was asked, what was answered, and by what: grant, version, policies. */
export function Trace(props: { entries: readonly Entry[] }) {
  const t = useT();
  return (
    <ol className={styles.trace}>
      {props.entries.map((entry, index) => (
        <li key={`${entry.layer}-${index}`}>
          <StatusLabel tone={TONES[entry.outcome]}>
            {t(`trace.${entry.outcome}`)}
          </StatusLabel>
          <Flex direction="column" gap="1">
            <Text weight="bold">{question(t, entry.layer)}</Text>
            {entry.reason && <Text>{reasonText(t, entry.reason)}</Text>}
            {entry.detail && (
              <Text color="secondary" className={styles.detail}>
                {entry.detail}
              </Text>
            )}
            {entry.outcome === 'deny' && !entry.reason && !entry.detail && (
              <Text color="secondary">{t('trace.unknown')}</Text>
            )}
          </Flex>
        </li>
      ))}
    </ol>
  );
}

/** A layer that this portal does not know yet stays readable. */
function question(t: T, layer: string): string {
  const known = LAYERS.find(each => each === layer);
  return known ? t(`trace.layer.${known}`) : layer;
}
