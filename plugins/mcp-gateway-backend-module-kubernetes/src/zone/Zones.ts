import type { LoggerService } from '@backstage/backend-plugin-api';
import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterClient } from '../cluster/ClusterClient';
import { PodWatch } from '../cluster/PodWatch';
import type { ProxyAddress } from '../manifests/egressBridge';
import { labelsOf, selectorOf } from '../manifests/labels';
import type {
  ClusterSettings,
  KubernetesSettings,
  ZoneSettings,
} from '../settings/KubernetesSettings';
import { ZoneKeeper } from './ZoneKeeper';
import type { ZoneState } from './ZoneState';

/** Whoever asks how it is does not wait for a pod that has to be pulled first. */
const PATIENCE_MS = 20_000;
const REPAIR_MS = 60_000;

interface Place {
  readonly zone: ZoneSettings;
  readonly client: ClusterClient;
  readonly keeper: ZoneKeeper;
  readonly listeners: Set<(text: string) => void>;
  watch?: PodWatch;
}

/** All zones of all clusters: whether they are ready, and what is needed to start something in one. */
export class Zones {
  static create(options: {
    settings: KubernetesSettings;
    logger: LoggerService;
    publicKey: string;
    kubeConfig(cluster: ClusterSettings): KubeConfig;
  }): Zones {
    return new Zones(options);
  }

  readonly #options: Parameters<typeof Zones.create>[0];
  readonly #clients = new Map<string, ClusterClient>();
  readonly #places = new Map<string, Place>();
  /** Why a cluster has no client. */
  readonly #troubles = new Map<string, string>();
  readonly #timer: NodeJS.Timeout;

  private constructor(options: Parameters<typeof Zones.create>[0]) {
    this.#options = options;
    const { settings, kubeConfig } = options;
    for (const cluster of settings.clusters) {
      const { name } = cluster;
      try {
        const config = kubeConfig(cluster);
        this.#clients.set(name, ClusterClient.create({ name, config }));
      } catch (error) {
        this.#troubles.set(name, (error as Error).message);
      }
    }
    for (const zone of settings.zones) this.#add(zone);
    this.#timer = setInterval(() => void this.reconcile(), REPAIR_MS);
    this.#timer.unref();
  }

  client(cluster: string): ClusterClient | undefined {
    return this.#clients.get(cluster);
  }

  async states(): Promise<{ zone: ZoneSettings; state: ZoneState }[]> {
    return Promise.all(
      this.#options.settings.zones.map(async zone => ({
        zone,
        state: await this.#state(zone),
      })),
    );
  }

  /** @throws Error with a text for people where the zone is not ready. */
  async use(zone: ZoneSettings): Promise<{
    client: ClusterClient;
    watch: PodWatch;
    proxy: ProxyAddress;
  }> {
    const state = await this.#state(zone);
    const place = this.#places.get(zone.name);
    if (!state.ready || !place) {
      const problems = state.ready ? [] : state.problems;
      throw new Error(
        problems.map(({ text, remedy }) => `${text} ${remedy}`).join(' '),
      );
    }
    const { settings, logger } = this.#options;
    const { client } = place;
    place.watch ??= PodWatch.start({
      ...{ client, logger, namespace: zone.namespace },
      labelSelector: selectorOf(labelsOf(settings, 'runtime')),
    });
    return { client, watch: place.watch, proxy: state.proxy };
  }

  /** Tells of what was repaired in a zone. @returns ends it. */
  hear(zone: ZoneSettings, listener: (text: string) => void): () => void {
    const listeners = this.#places.get(zone.name)?.listeners;
    listeners?.add(listener);
    return () => listeners?.delete(listener);
  }

  /** Looks at all zones that are in use, and repairs them. Never rejects. */
  async reconcile(): Promise<void> {
    const used = [...this.#places.values()].filter(({ watch }) => watch);
    await Promise.all(
      used.map(({ keeper }) => keeper.state({ isFresh: true })),
    );
  }

  close(): void {
    clearInterval(this.#timer);
    for (const { watch } of this.#places.values()) watch?.stop();
  }

  #add(zone: ZoneSettings): void {
    const client = this.#clients.get(zone.cluster);
    if (!client) return;
    const listeners = new Set<(text: string) => void>();
    const { settings, publicKey, logger } = this.#options;
    const keeper = ZoneKeeper.create({
      ...{ client, zone, settings, publicKey, logger },
      onRepair: text => listeners.forEach(listener => listener(text)),
    });
    this.#places.set(zone.name, { zone, client, keeper, listeners });
  }

  async #state(zone: ZoneSettings): Promise<ZoneState> {
    const place = this.#places.get(zone.name);
    if (!place) {
      return {
        ready: false,
        problems: [
          {
            text: `${this.#troubles.get(zone.cluster)}.`,
            remedy: `Set mcpGateway.runtimes.kubernetes.clusters.${zone.cluster}.`,
          },
        ],
      };
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ZoneState>(resolve => {
      timer = setTimeout(
        () =>
          resolve({
            ready: false,
            problems: [
              {
                text: `The zone '${zone.name}' is still being looked at.`,
                remedy: 'Try again shortly.',
              },
            ],
          }),
        PATIENCE_MS,
      );
    });
    try {
      return await Promise.race([place.keeper.state(), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
