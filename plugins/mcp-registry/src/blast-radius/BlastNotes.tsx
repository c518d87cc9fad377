import { Text } from '@backstage/ui';
import type { BlastRadius } from '../api/types';
import { Section } from '../components/Section';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import { blastMessages } from '../translations/blast';
import styles from './blast.module.css';

type Note = keyof typeof blastMessages.blast.note;

const TONES: Partial<Record<Note, Tone>> = {
  unconfined: 'bad',
  'every-host': 'bad',
  'writes-machine': 'warn',
  'reads-machine': 'info',
  'secrets-and-network': 'warn',
  'credentials-of-people': 'warn',
  destroys: 'warn',
};

/** What is worth knowing first, the worst on top. */
export function BlastNotes(props: { radius: BlastRadius }) {
  const t = useT();
  const { of, notes } = props.radius;
  return (
    <Section title={t('blast.title')} hint={t('blast.lead')}>
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {t(`blast.of.${of}`)}
      </Text>
      {notes.length === 0 ? (
        <StatusLabel tone="good">{t('blast.noNotes')}</StatusLabel>
      ) : (
        <ul className={styles.notes} aria-label={t('blast.first')}>
          {notes.map(note => (
            <li key={note}>
              <StatusLabel tone={(isKnown(note) && TONES[note]) || 'neutral'}>
                {isKnown(note) ? t(`blast.note.${note}`) : note}
              </StatusLabel>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** A newer registry may note what this page has no words for. */
function isKnown(note: string): note is Note {
  return Object.hasOwn(blastMessages.blast.note, note);
}
