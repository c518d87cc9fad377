import type { BlastRadius } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { EntityName } from '../components/EntityName';
import { Section } from '../components/Section';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import styles from './blast.module.css';
import { systemTree, type SystemNode } from './systemTree';

/** Through which systems it reaches what, and who owns each: a list in lists, which reads aloud as it looks. */
export function BlastSystems(props: {
  systems: BlastRadius['systems'];
  owners: BlastRadius['owners'];
}) {
  const t = useT();
  const { systems, owners } = props;
  return (
    <Section title={t('blast.systems')} hint={t('blast.systemsHint')}>
      {systems.length === 0 ? (
        <EmptyState
          title={t('blast.noSystems')}
          hint={t('blast.noSystemsHint')}
        />
      ) : (
        <>
          <Level nodes={systemTree(systems)} label={t('blast.systems')} />
          <h4 className={styles.heading}>{t('blast.owners')}</h4>
          <ul className={styles.list} aria-label={t('blast.owners')}>
            {owners.map(({ owner, systems: refs }) => (
              <li key={owner ?? ''}>
                {owner === undefined ? (
                  <StatusLabel tone="warn">{t('blast.nobody')}</StatusLabel>
                ) : (
                  <EntityName entityRef={owner} />
                )}{' '}
                {t('blast.owns', { count: refs.length })}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Level(props: { nodes: readonly SystemNode[]; label?: string }) {
  const t = useT();
  return (
    <ul className={styles.tree} aria-label={props.label}>
      {props.nodes.map(({ system, through }) => (
        <li key={system.ref}>
          <div className={styles.system}>
            {system.isKnown ? (
              <EntityName entityRef={system.ref} />
            ) : (
              <code>{system.ref}</code>
            )}
            <span className={styles.beside}>
              {[
                system.ref.split(':')[0],
                system.type,
                !system.isKnown && t('blast.unknown'),
              ]
                .filter(Boolean)
                .join(', ')}
            </span>
            {system.isKnown && (
              <span className={styles.beside}>
                {t('blast.ownedBy')}{' '}
                {system.owner === undefined ? (
                  t('blast.nobody')
                ) : (
                  <EntityName entityRef={system.owner} plain />
                )}
              </span>
            )}
          </div>
          {through.length > 0 && <Level nodes={through} />}
        </li>
      ))}
    </ul>
  );
}
