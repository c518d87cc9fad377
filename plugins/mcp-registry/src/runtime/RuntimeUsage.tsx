import { formatBytes } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Runtime, ServerRuntime } from '../api/types';
import { RelativeTime } from '../components/RelativeTime';
import { Sparkline } from '../components/Sparkline';
import { useT } from '../hooks/useT';
import styles from './runtime.module.css';

/** What a runtime uses now and used lately, against what its profile allows. */
export function RuntimeUsage(props: {
  usage: Runtime['usage'];
  history?: Runtime['history'];
  limits: ServerRuntime['enforced']['limits'];
}) {
  const t = useT();
  const { usage, history = [], limits } = props;
  if (!usage) {
    return t('runtime.usageUnknown');
  }
  const rows = [
    {
      id: 'memory',
      now: formatBytes(usage.memoryBytes),
      most: limits.memoryBytes && formatBytes(limits.memoryBytes),
      values: history.map(({ memoryBytes }) => memoryBytes),
    },
    {
      id: 'cpu',
      now: t('runtime.cores', { cores: formatCores(usage.cores) }),
      most: limits.cpu && String(limits.cpu),
      values: history.flatMap(({ cores }) => cores ?? []),
    },
    {
      id: 'pids',
      now: String(usage.pids ?? '–'),
      most: limits.pids && String(limits.pids),
      values: [],
    },
    {
      id: 'disk',
      now: usage.diskBytes === undefined ? '–' : formatBytes(usage.diskBytes),
      most: limits.diskBytes && formatBytes(limits.diskBytes),
      values: [],
    },
  ] as const;
  return (
    <>
      <ul className={styles.uses}>
        {rows.map(({ id, now, most, values }) => (
          <li key={id}>
            <span className={styles.name}>{t(`runtime.use.${id}`)}</span>{' '}
            {most ? t('runtime.nowOf', { now, most }) : now}
            <Sparkline label={t(`runtime.lately.${id}`)} values={values} />
          </li>
        ))}
      </ul>
      {usage.at !== undefined && (
        <span className={styles.name}>
          {t('runtime.measured')} <RelativeTime at={usage.at} everyMs={5_000} />
        </span>
      )}
    </>
  );
}

function formatCores(cores: number | undefined): string {
  return cores === undefined ? '–' : cores.toFixed(2);
}
