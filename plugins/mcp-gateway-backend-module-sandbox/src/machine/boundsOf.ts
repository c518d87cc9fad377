import type { RuntimeDriverStatus } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Cgroups } from '../limits/Cgroups';

/** How each bound is kept. Processes are the kernel's either way: it counts them by user namespace. */
export function boundsOf(
  cgroups: Cgroups | undefined,
): RuntimeDriverStatus['bounds'] {
  const kept = (name: 'memory' | 'cpu') =>
    cgroups?.bounds.has(name) ? 'hard' : 'watched';
  return {
    memory: kept('memory'),
    pids: 'hard',
    cpu: kept('cpu'),
    disk: 'watched',
  };
}
