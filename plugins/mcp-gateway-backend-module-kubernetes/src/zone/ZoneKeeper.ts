import type { LoggerService } from '@backstage/backend-plugin-api';
import type { V1Namespace, V1Service } from '@kubernetes/client-node';
import { describeApiError, statusOf } from '../cluster/apiError';
import type { ClusterClient } from '../cluster/ClusterClient';
import { findDrift } from '../cluster/findDrift';
import { keepObjects } from '../cluster/keepObjects';
import type { ProxyAddress } from '../manifests/egressBridge';
import { egressObjects, PROXY_NAME } from '../manifests/egressObjects';
import { PROXY_PORT } from '../manifests/inside';
import { namespaceObject, zoneObjects } from '../manifests/zoneObjects';
import { RESTRICTED_NAMESPACE } from '../manifests/security';
import type {
  KubernetesSettings,
  ZoneSettings,
} from '../settings/KubernetesSettings';
import { judgeFindings } from './judgeFindings';
import { probeZone } from './probeZone';
import type { Problem, ZoneState } from './ZoneState';

/** Side-cars that begin before a server and end after it. */
const OLDEST_MINOR = 29;
const FRESH_MS = 30_000;
/** What a pod has shown is taken for true so long. */
const PROVEN_MS = 10 * 60_000;
const MEANWHILE_MS = 3 * 60_000;

/** Keeps one zone as it must be, and says whether servers may run in it. */
export class ZoneKeeper {
  static create(options: {
    client: ClusterClient;
    zone: ZoneSettings;
    settings: KubernetesSettings;
    publicKey: string;
    logger: LoggerService;
    /** Somebody had changed something, and it is as it must be again. */
    onRepair(text: string): void;
  }): ZoneKeeper {
    return new ZoneKeeper(options);
  }

  readonly #options: Parameters<typeof ZoneKeeper.create>[0];
  #latest?: { at: number; state: Promise<ZoneState>; isOver: boolean };
  #proven?: { at: number; pidsMax?: number };
  #lastReady?: { at: number; state: ZoneState };

  private constructor(options: Parameters<typeof ZoneKeeper.create>[0]) {
    this.#options = options;
  }

  /** Never rejects. What is under way, or was found a moment ago, is not begun again. */
  state(options: { isFresh?: boolean } = {}): Promise<ZoneState> {
    const known = this.#latest;
    const isNew = known && performance.now() - known.at < FRESH_MS;
    if (known && !known.isOver) return this.#meanwhile() ?? known.state;
    if (known && isNew && !options.isFresh) return known.state;
    const state = this.#look().catch(error => broken(...this.#trouble(error)));
    const latest = { at: performance.now(), state, isOver: false };
    this.#latest = latest;
    void state.then(found => {
      latest.isOver = true;
      this.#lastReady = found.ready
        ? { at: performance.now(), state: found }
        : undefined;
      // What is broken is looked at again soon.
      if (!found.ready) latest.at -= FRESH_MS * 0.8;
    });
    return state;
  }

  /** Looking again takes a pod: what was found not long before holds until there is an answer. */
  #meanwhile(): Promise<ZoneState> | undefined {
    const last = this.#lastReady;
    return last && performance.now() - last.at < MEANWHILE_MS
      ? Promise.resolve(last.state)
      : undefined;
  }

  async #look(): Promise<ZoneState> {
    const { client, zone, settings } = this.#options;
    const version = await client.version();
    if (version.major === 1 && version.minor < OLDEST_MINOR) {
      return broken(
        `The cluster '${client.name}' is Kubernetes ${version.text}, which has no side-cars.`,
        `Servers need Kubernetes 1.${OLDEST_MINOR} or newer.`,
      );
    }
    for (const namespace of [zone.namespace, settings.egress.namespace]) {
      const problem = await this.#namespaceProblem(namespace);
      if (problem) return { ready: false, problems: [problem] };
    }
    await this.#repair();
    for (const namespace of [zone.namespace, settings.egress.namespace]) {
      const problem = await this.#foreignPolicy(namespace);
      if (problem) return { ready: false, problems: [problem] };
    }
    const proxy = await this.#proxy();
    if (!proxy) {
      return broken(
        `The egress proxy of the cluster '${client.name}' has no address.`,
        `Look at the service ${PROXY_NAME} in ${settings.egress.namespace}.`,
      );
    }
    const problems = await this.#verify(proxy);
    if (problems.length > 0) return { ready: false, problems };
    const pidsMax = this.#proven?.pidsMax;
    return {
      ready: true,
      proxy,
      isVerified: settings.networkPolicies === 'verify',
      ...(pidsMax !== undefined && { pidsMax }),
    };
  }

  async #namespaceProblem(name: string): Promise<Problem | undefined> {
    const { client, settings } = this.#options;
    const wanted = namespaceObject(settings, name);
    const live = await client.get<V1Namespace>(wanted);
    if (!live) {
      return {
        text: `The cluster '${client.name}' has no namespace ${name}.`,
        remedy:
          'Apply deploy/kubernetes, which has the namespaces and the roles.',
      };
    }
    const drift = findDrift(RESTRICTED_NAMESPACE, live.metadata?.labels);
    return drift.length === 0
      ? undefined
      : {
          text: `The namespace ${name} lets pods in that are not restricted.`,
          remedy: `kubectl label --overwrite namespace ${name} ${Object.entries(
            RESTRICTED_NAMESPACE,
          )
            .map(([label, value]) => `${label}=${value}`)
            .join(' ')}`,
        };
  }

  async #repair(): Promise<void> {
    const { client, zone, settings, publicKey, logger, onRepair } =
      this.#options;
    const repaired = await keepObjects(client, [
      ...zoneObjects(settings, zone),
      ...egressObjects(settings, client.name, publicKey),
    ]);
    for (const what of repaired) {
      const text = `Somebody changed ${what}: it is as it must be again.`;
      logger.warn(`${text} (cluster '${client.name}')`);
      onRepair(text);
      // What it kept was not kept for a while.
      this.#proven = undefined;
    }
  }

  /** Policies add up: beside one that denies everything, another one can only open something. */
  async #foreignPolicy(namespace: string): Promise<Problem | undefined> {
    const { client, settings } = this.#options;
    const known = [
      ...zoneObjects(settings, this.#options.zone),
      ...egressObjects(settings, client.name, ''),
    ].map(({ metadata }) => `${metadata!.namespace}/${metadata!.name}`);
    const all = await client.listPolicies(namespace);
    const foreign = all.find(
      ({ metadata }) => !known.includes(`${namespace}/${metadata!.name}`),
    );
    return (
      foreign && {
        text: `The network policy ${
          foreign.metadata!.name
        } in ${namespace} is not ours, and can only open what ours close.`,
        remedy: `kubectl -n ${namespace} delete networkpolicy ${
          foreign.metadata!.name
        }`,
      }
    );
  }

  async #proxy(): Promise<ProxyAddress | undefined> {
    const { client, settings } = this.#options;
    const service = await client.get<V1Service>({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: PROXY_NAME, namespace: settings.egress.namespace },
    });
    const host = service?.spec?.clusterIP;
    return host && host !== 'None' ? { host, port: PROXY_PORT } : undefined;
  }

  async #verify(proxy: ProxyAddress): Promise<Problem[]> {
    const { client, zone, settings } = this.#options;
    if (settings.networkPolicies === 'trust') return [];
    const proven = this.#proven;
    if (proven && performance.now() - proven.at < PROVEN_MS) return [];
    this.#proven = undefined;
    const found = await probeZone({
      ...{ client, zone, settings, proxy },
      timeoutMs: settings.startMs,
    }).catch(error => {
      throw new Error(
        `A pod was to show that network policies hold: ${describeApiError(
          error,
        )}`,
        { cause: error },
      );
    });
    const problems = judgeFindings(found);
    if (problems.length === 0) {
      this.#proven = { at: performance.now(), pidsMax: found.pidsMax };
    }
    return problems;
  }

  #trouble(error: unknown): [string, string] {
    const { client, zone } = this.#options;
    const where = `Zone '${zone.name}' (cluster '${client.name}')`;
    const text = `${where}: ${describeApiError(error)}.`;
    switch (statusOf(error)) {
      case undefined:
        return [text, 'Look at the cluster and at how the gateway reaches it.'];
      case 401:
      case 403:
        return [
          text,
          'Apply the roles in deploy/kubernetes for the gateway’s account.',
        ];
      default:
        return [text, 'See docs/kubernetes.md.'];
    }
  }
}

function broken(text: string, remedy: string): ZoneState {
  return { ready: false, problems: [{ text, remedy }] };
}
