import type { BlastRadius } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { Section } from '../components/Section';
import { useT } from '../hooks/useT';
import styles from './blast.module.css';

/** Who would be hit, and what the tools do that they call. */
export function BlastAccess(props: { radius: BlastRadius }) {
  const t = useT();
  const { people, tools } = props.radius;
  const { persons, groups, mayChange } = people;
  return (
    <Section title={t('blast.access')} hint={t('blast.accessHint')}>
      <Facts
        items={[
          {
            label: t('blast.people'),
            value: t('blast.persons', { count: persons }),
          },
          groups.length > 0 && {
            label: t('blast.groups'),
            value: (
              <ul className={styles.list}>
                {groups.map(group => (
                  <li key={group}>
                    <EntityName entityRef={group} />
                  </li>
                ))}
              </ul>
            ),
          },
          {
            label: t('blast.mayChange'),
            value: t('blast.ofThem', {
              count: mayChange,
              all: String(persons + groups.length),
            }),
          },
          {
            label: t('blast.destroys'),
            value: named(tools, 'destroys', t('blast.none')),
          },
          {
            label: t('blast.changes'),
            value: named(tools, 'changes', t('blast.none')),
          },
          {
            label: t('blast.reads'),
            value: tools.isKnown
              ? String(tools.reads)
              : t('blast.unknownTools'),
          },
        ]}
      />
    </Section>
  );
}

function named(
  tools: BlastRadius['tools'],
  effect: 'changes' | 'destroys',
  none: string,
) {
  const names = tools[effect];
  if (names.length === 0) {
    return tools.isKnown ? none : '–';
  }
  return (
    <ul className={styles.list}>
      {names.map(name => (
        <li key={name}>
          <code>{name}</code>
        </li>
      ))}
    </ul>
  );
}
