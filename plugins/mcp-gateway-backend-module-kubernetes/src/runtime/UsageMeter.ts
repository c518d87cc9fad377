import type { V1Pod } from '@kubernetes/client-node';
import type { RuntimeUsage } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { ClusterClient, PodMetrics } from '../cluster/ClusterClient';
import { CONTAINERS } from '../manifests/inside';
import { readQuantity } from '../manifests/quantities';

/** What a server uses, as the metrics API says: memory now, and cores at the moment, which are added up over time. */
export class UsageMeter {
  static create(options: {
    client: Pick<ClusterClient, 'podMetrics'>;
    pod: V1Pod;
    now?(): number;
  }): UsageMeter {
    return new UsageMeter(options);
  }

  readonly #options: Parameters<typeof UsageMeter.create>[0];
  #cpuSeconds = 0;
  #readAt: number;

  private constructor(options: Parameters<typeof UsageMeter.create>[0]) {
    this.#options = options;
    this.#readAt = this.#now();
  }

  /** @throws Error where nothing measures it. */
  async read(): Promise<RuntimeUsage> {
    const { client, pod } = this.#options;
    const { name, namespace } = pod.metadata!;
    const metrics = await client.podMetrics(namespace!, name!);
    const used = metrics && usageOf(metrics);
    if (!used) {
      throw new Error(
        'Nothing measures its pod: the cluster has no metrics API, or no figures yet',
      );
    }
    const now = this.#now();
    this.#cpuSeconds += (used.cores * (now - this.#readAt)) / 1000;
    this.#readAt = now;
    return { memoryBytes: used.memoryBytes, cpuSeconds: this.#cpuSeconds };
  }

  #now(): number {
    return this.#options.now?.() ?? performance.now();
  }
}

function usageOf({ containers }: PodMetrics) {
  const server = containers.find(({ name }) => name === CONTAINERS.server);
  const cores = readQuantity(server?.usage.cpu ?? '');
  const memoryBytes = readQuantity(server?.usage.memory ?? '');
  return Number.isFinite(cores) && Number.isFinite(memoryBytes)
    ? { cores, memoryBytes }
    : undefined;
}
