import { formatBytes } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Fleet } from '../api/types';
import type { T } from '../hooks/useT';

/** What some runtimes use together, in words. */
export function totalsText(totals: Fleet['totals'], t: T): string {
  return t('fleet.totals', {
    runtimes: t('fleet.found', { count: totals.runtimes }),
    memory: formatBytes(totals.memoryBytes),
    cores: totals.cores.toFixed(2),
    pids: String(totals.pids),
  });
}
