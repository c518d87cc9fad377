import type { LoggerService } from '@backstage/backend-plugin-api';
import type { KubeConfig } from '@kubernetes/client-node';
import type {
  HostedHttp,
  HostedPackage,
  PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  describeEgress,
  type PreparedPackage,
  type RunningServer,
  type RuntimeDriver,
  type RuntimeDriverStatus,
  type RuntimeProcess,
  type RuntimeService,
  type RuntimeSpec,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { loadKubeConfig } from '../cluster/loadKubeConfig';
import { readSigningKey, signPass } from '../egress/EgressPass';
import { compileRuntime } from '../manifests/compileRuntime';
import { imageOf } from '../manifests/imageOf';
import type {
  ClusterSettings,
  KubernetesSettings,
  ZoneSettings,
} from '../settings/KubernetesSettings';
import type { SetService } from '../runtime/SetService';
import { zoneOf } from '../settings/zoneOf';
import { Zones } from '../zone/Zones';
import { driverStatus } from './driverStatus';
import { profileProblems } from './profileProblems';
import { replicasOf } from './replicasOf';
import type { RuntimeStart } from './RuntimeStart';
import { serveProblem } from './serveProblem';
import { startPod } from './startPod';
import { startSet } from './startSet';
import { sweepRuntimes } from './sweepRuntimes';

/** Runs servers in pods of Kubernetes clusters. */
export class KubernetesDriver implements RuntimeDriver {
  static create(options: {
    settings: KubernetesSettings;
    logger: LoggerService;
    kubeConfig?(cluster: ClusterSettings): KubeConfig;
  }): KubernetesDriver {
    return new KubernetesDriver(options);
  }

  readonly kind = 'kubernetes';
  readonly #settings: KubernetesSettings;
  readonly #logger: LoggerService;
  readonly #signing: ReturnType<typeof readSigningKey>;
  readonly #zones: Zones;
  readonly #services = new Set<SetService>();

  private constructor(options: Parameters<typeof KubernetesDriver.create>[0]) {
    const { settings, logger, kubeConfig = loadKubeConfig } = options;
    this.#settings = settings;
    this.#logger = logger;
    this.#signing = readSigningKey(settings.egress.signingKey);
    const { publicKey } = this.#signing;
    this.#zones = Zones.create({ settings, logger, publicKey, kubeConfig });
  }

  async status(): Promise<RuntimeDriverStatus> {
    return driverStatus(this.#settings, await this.#zones.states());
  }

  async check(profile: PermissionProfile): Promise<readonly string[]> {
    return profileProblems(profile, this.#settings);
  }

  bringsSecret(secret: string, serverRef: string): boolean {
    const { secrets } = this.#settings;
    return (
      Object.hasOwn(secrets, secret) &&
      secrets[secret].servers.includes(serverRef)
    );
  }

  /** Nodes bring images when a pod needs them: what is to be known before is that the image is pinned. */
  async prepare(wanted: HostedPackage): Promise<PreparedPackage> {
    const { image, digest } = imageOf(wanted, this.#settings.registries);
    return {
      package: wanted,
      integrity: digest,
      commands: {},
      location: image,
    };
  }

  async start(spec: RuntimeSpec): Promise<RuntimeProcess> {
    const { start, ended } = await this.#plan(spec);
    return this.#until(ended, startPod(start));
  }

  async serve(
    spec: RuntimeSpec & { http: HostedHttp },
  ): Promise<RuntimeService> {
    const problem = serveProblem(this.#settings, spec.serverRef);
    if (problem !== undefined) throw new Error(problem);
    const { start, ended, zone } = await this.#plan(spec);
    const { http } = spec;
    const replicas = replicasOf({ spec, zone, settings: this.#settings });
    const forward =
      this.#settings.clusters.find(({ name }) => name === zone.cluster)?.gateway
        ?.forward ?? false;
    const service = await this.#until(
      ended,
      startSet({ ...start, http, replicas, forward }),
    );
    this.#services.add(service);
    void service.exited.then(() => this.#services.delete(service));
    return service;
  }

  /** Everything that is decided before something is made. */
  async #plan(
    spec: RuntimeSpec,
  ): Promise<{ start: RuntimeStart; zone: ZoneSettings; ended(): void }> {
    const { profile, serverRef, runtimeId } = spec;
    const settings = this.#settings;
    const problems = profileProblems(profile, settings);
    if (problems.length > 0) throw new Error(problems.join(' '));
    const zone = zoneOf(settings, serverRef);
    if (!zone) {
      throw new Error(
        `No zone is for ${serverRef} (mcpGateway.runtimes.kubernetes.zones)`,
      );
    }
    const { client, watch, proxy } = await this.#zones.use(zone);
    const log = this.#logger.child({ server: serverRef, runtime: runtimeId });
    const onNotice = (text: string) => {
      log.warn(text);
      spec.onNotice?.(text);
    };
    const start: RuntimeStart = {
      ...{ runtimeId, client, watch, onNotice },
      compiled: compileRuntime({ spec, zone, settings, proxy }),
      startMs: settings.startMs,
      pass: lifetimeSeconds =>
        signPass({
          ...{ runtimeId, serverRef, profile, lifetimeSeconds },
          key: this.#signing.key,
        }),
      onEgress: event => {
        log[event.allowed ? 'info' : 'warn'](describeEgress(event));
        spec.onEgress?.(event);
      },
    };
    return { start, zone, ended: this.#zones.hear(zone, onNotice) };
  }

  /** Says when something that is starting has ended, or did not begin. */
  async #until<T extends RunningServer>(
    ended: () => void,
    starting: Promise<T>,
  ): Promise<T> {
    try {
      const started = await starting;
      void started.exited.then(ended);
      return started;
    } catch (error) {
      ended();
      throw error;
    }
  }

  async sweep(options: {
    isAlive(owner: string): boolean;
  }): Promise<readonly string[]> {
    const { zones, instance } = this.#settings;
    return sweepRuntimes({
      ...options,
      instance,
      logger: this.#logger,
      places: zones.flatMap(zone => {
        const client = this.#zones.client(zone.cluster);
        return client ? [{ client, namespace: zone.namespace }] : [];
      }),
    });
  }

  /** Looks at all zones again, and makes them as they must be. */
  async reconcile(): Promise<void> {
    await this.#zones.reconcile();
    await Promise.all([...this.#services].map(service => service.keep()));
  }

  /** Ends what watches clusters. Runtimes are stopped by whoever started them. */
  close(): void {
    this.#zones.close();
  }
}
