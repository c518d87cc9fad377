import type { BlastRadius } from '../api/types';
import { Facts } from '../components/Facts';
import { Section } from '../components/Section';
import { useT, type T } from '../hooks/useT';
import { blastMessages } from '../translations/blast';
import styles from './blast.module.css';

type Credential = BlastRadius['credentials'][number];
type Kind = keyof typeof blastMessages.blast.credential;

/** The ways out of it: network, folders, and what it is given to show at systems. */
export function BlastWays(props: { radius: BlastRadius }) {
  const t = useT();
  const { runs, place, network, folders, credentials } = props.radius;
  return (
    <Section title={t('blast.ways')} hint={t(`blast.waysHint.${runs}`)}>
      <Facts
        items={[
          place !== undefined && { label: t('blast.place'), value: place },
          { label: t('blast.network'), value: <Network network={network} /> },
          runs === 'here' && {
            label: t('blast.folders'),
            value: listed(
              folders.map(({ kind, name, mayWrite }) =>
                t(`blast.folder.${kind}.${mayWrite ? 'write' : 'read'}`, {
                  name,
                }),
              ),
              t('blast.noFolders'),
            ),
          },
          {
            label: t('blast.credentials'),
            value: listed(
              credentials.map(credential => credentialText(credential, t)),
              t('blast.noCredentials'),
            ),
          },
        ]}
      />
    </Section>
  );
}

function Network(props: { network: BlastRadius['network'] }) {
  const t = useT();
  const { kind, destinations } = props.network;
  if (kind !== 'named') {
    return t(`blast.net.${kind}`);
  }
  return listed(
    destinations.map(({ host, port, isWide }) =>
      isWide
        ? t('blast.below', { host, port: String(port) })
        : `${host}:${port}`,
    ),
    '',
  );
}

function credentialText(credential: Credential, t: T): string {
  const { kind, whose, name, scopes } = credential;
  return [
    `${isKnown(kind) ? t(`blast.credential.${kind}`) : kind}: ${t(
      `blast.whose.${whose}`,
    )}`,
    name && t('blast.in', { name }),
    scopes && t('blast.scopes', { scopes: scopes.join(', ') }),
  ]
    .filter(Boolean)
    .join('; ');
}

function isKnown(kind: string): kind is Kind {
  return Object.hasOwn(blastMessages.blast.credential, kind);
}

function listed(items: readonly string[], none: string) {
  if (items.length === 0) {
    return none;
  }
  return (
    <ul className={styles.list}>
      {items.map(item => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
