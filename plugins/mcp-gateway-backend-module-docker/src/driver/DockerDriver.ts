import { lookup } from 'node:dns/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type HostedPackage,
  type PermissionProfile,
  profileEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  listInstalled,
  atMost,
  describeEgress,
  effectiveLimits,
  EgressBroker,
  EgressRules,
  egressPlan,
  type PreparedPackage,
  type ResolveHost,
  resolveMounts,
  type RuntimeDriver,
  type RuntimeDriverStatus,
  type RuntimeProcess,
  type RuntimeSpec,
  volumeFolder,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { EngineClient } from '../engine/EngineClient';
import { Images } from '../images/Images';
import type { DockerSettings } from '../settings/DockerSettings';
import { ContainerPackages } from '../packages/ContainerPackages';
import { isInstallAlive } from '../packages/installOwner';
import { Engine } from './Engine';
import { EngineProbe } from './EngineProbe';
import { HeldRuntimes } from './HeldRuntimes';
import { planCall } from './planCall';
import { networkProblems } from './profileProblems';
import { RunFolder } from './RunFolder';
import { startContainer } from './startContainer';
import { sweepContainers } from './sweepContainers';

/** Names that are resolved at a time for all servers together. */
const MOST_LOOKUPS = 2;
const NOTHING_KEPT = {
  memory: 'none',
  pids: 'none',
  cpu: 'none',
  disk: 'none',
} as const;
const KEPT = {
  memory: 'hard',
  pids: 'hard',
  cpu: 'hard',
  disk: 'watched',
} as const;

/** Runs servers in containers of Docker or Podman, by the Docker Engine API. */
export class DockerDriver implements RuntimeDriver {
  static create(options: {
    settings: DockerSettings;
    logger: LoggerService;
    resolve?: ResolveHost;
  }): DockerDriver {
    return new DockerDriver(options);
  }

  readonly kind = 'docker';
  readonly #settings: DockerSettings;
  readonly #logger: LoggerService;
  readonly #packages: ContainerPackages;
  readonly #engine: Engine;
  readonly #probe: EngineProbe;
  readonly #images: Images;
  readonly #opened: EgressRules;
  readonly #resolve: ResolveHost;
  readonly #held = HeldRuntimes.create();

  private constructor(options: Parameters<typeof DockerDriver.create>[0]) {
    const { settings, logger } = options;
    const client = EngineClient.create(settings);
    this.#settings = settings;
    this.#logger = logger;
    this.#engine = Engine.create(client);
    this.#probe = EngineProbe.create({ engine: this.#engine, settings });
    this.#images = Images.create({ client, settings });
    this.#packages = ContainerPackages.create({
      ...{ settings, logger, engine: this.#engine },
      nodeImage: () => this.#nodeImage(),
    });
    this.#opened = EgressRules.create({
      allowedHosts: settings.openedHosts,
      publicHosts: settings.publicHosts,
    });
    const resolve =
      options.resolve ?? ((host: string) => lookup(host, { all: true }));
    this.#resolve = atMost(MOST_LOOKUPS, resolve);
  }

  async status(): Promise<RuntimeDriverStatus> {
    const { ready, problems } = await this.#probe.look();
    if (!ready) return { ready: false, bounds: NOTHING_KEPT, problems };
    return { ready: true, tier: ready.tier, bounds: KEPT, problems };
  }

  async check(profile: PermissionProfile): Promise<readonly string[]> {
    const { runtime } = await this.#probe.ready();
    const { problems } = await resolveMounts({
      profile,
      settings: this.#settings.mounts,
    });
    return [...problems, ...networkProblems(profile, this.#settings, runtime)];
  }

  async contents(prepared: PreparedPackage) {
    const { location, package: wanted } = prepared;
    // What is in an image, its own list has to say.
    return wanted.registry === 'oci'
      ? undefined
      : await listInstalled(location, wanted);
  }

  async prepare(
    wanted: HostedPackage,
    options: { signal?: AbortSignal } = {},
  ): Promise<PreparedPackage> {
    const ready = await this.#probe.ready();
    if (wanted.registry !== 'oci') {
      return this.#packages.prepare(wanted, { ...options, ready });
    }
    const { id, integrity, image } = await this.#images.pin(wanted, options);
    const { Entrypoint = [], Cmd = [] } = image.Config ?? {};
    this.#logger.info(`The image ${wanted.identifier} is ${integrity}`);
    return {
      package: wanted,
      integrity,
      commands: { [wanted.identifier]: [...Entrypoint, ...Cmd].join(' ') },
      location: id,
    };
  }

  start(spec: RuntimeSpec): Promise<RuntimeProcess> {
    return this.#held.hold(spec, () => this.#start(spec));
  }

  async sweep(options: {
    isAlive(owner: string): boolean;
  }): Promise<readonly string[]> {
    const { directory, runDirectory } = this.#settings;
    return sweepContainers({
      isAlive: owner => isInstallAlive(owner) ?? options.isAlive(owner),
      isHeld: runtime => this.#held.has(runtime),
      engine: this.#engine,
      instance: directory,
      runDirectory,
    });
  }

  async #start(spec: RuntimeSpec): Promise<RuntimeProcess> {
    const { runtimeId, owner, profile, serverRef } = spec;
    const settings = this.#settings;
    const { runtime, seccomp } = await this.#probe.ready();
    const found = await this.#mounts(spec);
    const problems = [
      ...found.problems,
      ...networkProblems(profile, settings, runtime),
    ];
    if (problems.length > 0) throw new Error(problems.join(' '));
    const limits = effectiveLimits(profile.sallyport?.limits, settings.limits);
    const reach = profileEgress(profile);
    const egress = egressPlan(reach);
    const { image, call } = await planCall({
      ...{ spec, settings, egress, mounts: found.mounts },
      images: this.#images,
      nodeImage: () => this.#nodeImage(),
      memoryBytes: limits.memoryBytes,
    });
    const node = egress.listeners.length > 0 ? settings.nodeImage : undefined;
    const way = node && { image: await this.#nodeImage(), node: node.node };
    const log = this.#logger.child({ server: serverRef, runtime: runtimeId });
    const { runDirectory, directory, user } = settings;
    const { location } = spec.prepared;
    const folder = await RunFolder.make({
      ...{ runDirectory, runtimeId, owner, location },
    });
    return startContainer({
      ...{ runtimeId, folder, egress },
      engine: this.#engine,
      mounts: found.mounts,
      ...(way && { node: way }),
      server: {
        ...call,
        ...{ image, user, limits, seccomp },
        // Asked for by its name where one is configured; what runs is looked at in any case.
        ...(settings.runtime !== undefined && { runtime: settings.runtime }),
        labels: {
          instance: directory,
          server: serverRef,
          role: 'server',
          ...{ owner, runtimeId },
        },
      },
      broker: EgressBroker.create({
        egress: reach,
        opened: this.#opened,
        resolve: this.#resolve,
        onEvent: event => {
          log[event.allowed ? 'info' : 'warn'](describeEgress(event));
          spec.onEgress?.(event);
        },
      }),
      onOveruse: bound =>
        log.warn(`Ended for going over its bound of ${bound}`),
      onWatchError: error =>
        log.error(`What it uses could not be measured: ${error.message}`),
    });
  }

  #mounts(spec: RuntimeSpec) {
    const { directory, mounts, user } = this.#settings;
    const key = spec.dataKey ?? spec.serverRef;
    const isRoot = process.getuid?.() === 0;
    return resolveMounts({
      profile: spec.profile,
      settings: mounts,
      findVolume: name =>
        volumeFolder({ directory, key, name, ...(isRoot && { user }) }),
    });
  }

  async #nodeImage(): Promise<string> {
    const { nodeImage } = this.#settings;
    if (!nodeImage) {
      throw new Error(
        'There is no image with Node: set mcpGateway.runtimes.docker.nodeImage',
      );
    }
    const { name, digest } = nodeImage;
    const wanted = {
      registry: 'oci',
      identifier: name,
      version: digest,
    } as const;
    return (await this.#images.pin(wanted)).id;
  }
}
