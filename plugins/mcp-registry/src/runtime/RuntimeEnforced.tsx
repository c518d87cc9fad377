import { formatBytes } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ServerRuntime } from '../api/types';
import { Facts } from '../components/Facts';
import { Section } from '../components/Section';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT, type T } from '../hooks/useT';
import styles from './runtime.module.css';

const BOUNDS = ['memory', 'pids', 'cpu', 'disk'] as const;
const TONES: Record<ServerRuntime['driver']['bounds']['memory'], Tone> = {
  hard: 'good',
  watched: 'info',
  none: 'warn',
};

/** What the sandbox lets a server do, which nothing gets around, and how each of its bounds is kept. */
export function RuntimeEnforced(props: { runtime: ServerRuntime }) {
  const t = useT();
  const { enforced, driver } = props.runtime;
  const { reads, writes, everyHost, hosts, secrets, limits } = enforced;
  return (
    <Section title={t('runtime.enforced')} hint={t('runtime.enforcedHint')}>
      <Facts
        items={[
          {
            label: t('runtime.sandbox'),
            value: driver.tier ?? t('runtime.noTier'),
          },
          {
            label: t('runtime.network'),
            value: everyHost
              ? t('runtime.everyHost')
              : listed(hosts, t('runtime.noHosts')),
          },
          {
            label: t('runtime.writes'),
            value: listed(writes, t('runtime.noFolders')),
          },
          {
            label: t('runtime.reads'),
            value: listed(reads, t('runtime.onlyPackage')),
          },
          {
            label: t('runtime.secrets'),
            value: listed(secrets, t('runtime.noSecrets')),
          },
        ]}
      />
      <ul className={styles.bounds} aria-label={t('runtime.bounds')}>
        {BOUNDS.map(name => (
          <li key={name}>
            <StatusLabel tone={TONES[driver.bounds[name]]}>
              {t(`runtime.bound.${name}`, {
                how: t(`runtime.bound.${driver.bounds[name]}`),
              })}
            </StatusLabel>{' '}
            {limitText(name, limits, t)}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function listed(items: readonly string[], none: string) {
  if (items.length === 0) {
    return none;
  }
  return (
    <ul className={styles.plain}>
      {items.map(item => (
        <li key={item}>
          <code>{item}</code>
        </li>
      ))}
    </ul>
  );
}

function limitText(
  name: (typeof BOUNDS)[number],
  limits: ServerRuntime['enforced']['limits'],
  t: T,
): string {
  const most = {
    memory: limits.memoryBytes && formatBytes(limits.memoryBytes),
    pids: limits.pids && String(limits.pids),
    cpu: limits.cpu && t('runtime.cores', { cores: String(limits.cpu) }),
    disk: limits.diskBytes && formatBytes(limits.diskBytes),
  }[name];
  return most ? t('runtime.atMost', { most }) : t('runtime.usualLimit');
}
