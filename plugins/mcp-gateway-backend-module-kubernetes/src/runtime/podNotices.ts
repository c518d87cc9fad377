import type { CoreV1Event, V1Pod } from '@kubernetes/client-node';
import { findDrift } from '../cluster/findDrift';

/** An event of the cluster as a line for a server's owners; undefined: nothing that they need. Pure. */
export function eventNotice({
  type,
  reason,
  message,
}: CoreV1Event): string | undefined {
  if (type !== 'Warning') return undefined;
  return `Kubernetes: ${[reason, message].filter(Boolean).join(': ')}`.slice(
    0,
    500,
  );
}

/** What somebody else changed of a runtime's pod. Most of a pod cannot be changed; what selects policies can. Pure. */
export function podDrift(
  wanted: V1Pod,
  live: V1Pod,
): { labels: string[]; intruders: string[] } {
  const { labels, annotations } = wanted.metadata!;
  return {
    labels: findDrift(
      { labels, annotations },
      {
        labels: live.metadata?.labels,
        annotations: live.metadata?.annotations,
      },
    ),
    intruders: (live.spec?.ephemeralContainers ?? []).map(({ name }) => name),
  };
}
