import type { LoggerService } from '@backstage/backend-plugin-api';
import type { KubeConfig } from '@kubernetes/client-node';
import type {
  HostedPackage,
  PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  describeEgress,
  type PreparedPackage,
  type RuntimeDriver,
  type RuntimeDriverStatus,
  type RuntimeProcess,
  type RuntimeSpec,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { loadKubeConfig } from '../cluster/loadKubeConfig';
import { readSigningKey, signPass } from '../egress/EgressPass';
import { compileRuntime } from '../manifests/compileRuntime';
import { imageOf } from '../manifests/imageOf';
import type {
  ClusterSettings,
  KubernetesSettings,
} from '../settings/KubernetesSettings';
import { zoneOf } from '../settings/zoneOf';
import { Zones } from '../zone/Zones';
import { driverStatus } from './driverStatus';
import { profileProblems } from './profileProblems';
import { startPod } from './startPod';
import { sweepPods } from './sweepPods';

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
    const { profile, serverRef, runtimeId } = spec;
    const problems = profileProblems(profile, this.#settings);
    if (problems.length > 0) throw new Error(problems.join(' '));
    const zone = zoneOf(this.#settings, serverRef);
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
    const settings = this.#settings;
    const ended = this.#zones.hear(zone, onNotice);
    const process = await startPod({
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
    }).catch(error => {
      ended();
      throw error;
    });
    void process.exited.then(ended);
    return process;
  }

  async sweep(options: {
    isAlive(owner: string): boolean;
  }): Promise<readonly string[]> {
    const { zones, instance } = this.#settings;
    return sweepPods({
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
  }

  /** Ends what watches clusters. Runtimes are stopped by whoever started them. */
  close(): void {
    this.#zones.close();
  }
}
