import { lookup } from 'node:dns/promises';
import { relative } from 'node:path';
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
  type EgressEvent,
  egressPlan,
  EgressRules,
  type PreparedPackage,
  type ResolveHost,
  resolveMounts,
  type RuntimeDriver,
  type RuntimeDriverStatus,
  type RuntimeProcess,
  type RuntimeSpec,
  volumeFolder,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { behindGvisor, boundsWithGvisor } from '../gvisor/behindGvisor';
import { probeMachine, type ProbeResult } from '../machine/probeMachine';
import type { SandboxMachine } from '../machine/SandboxMachine';
import { findPython } from '../packages/pypi/findPython';
import { planSandbox } from '../plan/planSandbox';
import { RuntimeRecords } from '../runtime/RuntimeRecords';
import { runtimeTitle } from '../runtime/runtimeTitle';
import type { SandboxSettings } from '../settings/SandboxSettings';
import { networkProblems } from './networkProblems';
import { resolveCommand } from './resolveCommand';
import { startSandbox } from './startSandbox';
import { sweepRuntimes } from './sweepRuntimes';

/** What was missing may have been installed: looked for again after so long. */
const PROBE_AGAIN_MS = 10_000;
/** Names that are resolved at a time for all servers together. */
const MOST_LOOKUPS = 2;
const NOTHING_KEPT = {
  memory: 'none',
  pids: 'none',
  cpu: 'none',
  disk: 'none',
} as const;

/** Installs packages for servers. */
export interface Packages {
  prepare(
    wanted: HostedPackage,
    options: { machine: SandboxMachine; signal?: AbortSignal },
  ): Promise<PreparedPackage>;
}

/** Runs servers in sandboxes of this machine's kernel, by bubblewrap. */
export class SandboxDriver implements RuntimeDriver {
  static create(options: {
    settings: SandboxSettings;
    packages: Packages;
    logger: LoggerService;
    resolve?: ResolveHost;
  }): SandboxDriver {
    return new SandboxDriver(options);
  }

  readonly kind = 'sandbox';
  readonly #settings: SandboxSettings;
  readonly #packages: Packages;
  readonly #logger: LoggerService;
  readonly #records: RuntimeRecords;
  readonly #opened: EgressRules;
  readonly #resolve: ResolveHost;
  #probe?: { at: number; result: Promise<ProbeResult> };

  private constructor(options: Parameters<typeof SandboxDriver.create>[0]) {
    const { settings, packages, logger } = options;
    this.#settings = settings;
    this.#packages = packages;
    this.#logger = logger;
    this.#records = RuntimeRecords.create(settings);
    this.#opened = EgressRules.create({
      allowedHosts: settings.openedHosts,
      publicHosts: settings.publicHosts,
    });
    const resolve =
      options.resolve ?? ((host: string) => lookup(host, { all: true }));
    this.#resolve = atMost(MOST_LOOKUPS, resolve);
  }

  async status(): Promise<RuntimeDriverStatus> {
    const { machine, problems } = await this.#look();
    if (!machine) return { ready: false, bounds: NOTHING_KEPT, problems };
    const { tier, bounds } = machine;
    return { ready: true, tier, bounds, problems: [] };
  }

  async check(profile: PermissionProfile): Promise<readonly string[]> {
    const { problems } = await resolveMounts({
      profile,
      settings: this.#settings.mounts,
    });
    return [...problems, ...networkProblems(profile, this.#settings)];
  }

  async prepare(
    wanted: HostedPackage,
    options: { signal?: AbortSignal } = {},
  ): Promise<PreparedPackage> {
    const machine = await this.#machine();
    return this.#packages.prepare(wanted, { ...options, machine });
  }

  async contents(prepared: PreparedPackage) {
    return await listInstalled(prepared.location, prepared.package);
  }

  async start(spec: RuntimeSpec): Promise<RuntimeProcess> {
    const { runtimeId, owner, profile, serverRef } = spec;
    const machine = await this.#machine();
    const problems = networkProblems(profile, this.#settings);
    const found = await this.#mounts(spec, machine);
    const all = [...found.problems, ...problems];
    if (all.length > 0) throw new Error(all.join(' '));

    const limits = effectiveLimits(
      profile.sallyport?.limits,
      this.#settings.limits,
    );
    const reach = profileEgress(profile);
    const egress = egressPlan(reach);
    const inner = planSandbox({
      ...{ machine, profile, egress, mounts: found.mounts },
      packageFolder: this.#packageFolder(spec),
      tmpBytes: limits.tmpBytes,
      env: spec.env,
      secrets: spec.secrets,
      command: resolveCommand({
        ...{ ...spec, ...limits, node: machine.node },
        python: () => findPython(this.#settings.pypi.python),
      }),
    });
    const { gvisor } = machine;
    const plan = gvisor ? behindGvisor(inner, { gvisor, limits }) : inner;
    const bounds = gvisor ? boundsWithGvisor(limits) : limits;
    const log = this.#logger.child({ server: serverRef, runtime: runtimeId });
    const cgroup = this.#cgroup(spec, machine, bounds);
    const onEgress = (event: EgressEvent) => {
      log[event.allowed ? 'info' : 'warn'](describeEgress(event));
      spec.onEgress?.(event);
    };
    try {
      return await startSandbox({
        ...{ runtimeId, machine, plan, cgroup, limits: bounds },
        title: runtimeTitle({
          installation: this.#records.installation,
          ...{ owner, runtimeId },
        }),
        mounts: found.mounts,
        listeners: egress.listeners,
        broker: EgressBroker.create({
          egress: reach,
          opened: this.#opened,
          resolve: this.#resolve,
          onEvent: onEgress,
        }),
        onEgress,
        onOveruse: (bound, { memoryBytes, mountBytes, pids }) =>
          log.warn(
            `Ended for going over its bound of ${bound} (memory ${memoryBytes} bytes, disk ${mountBytes} bytes, ${pids} processes)`,
          ),
        onWatchError: error =>
          log.error(`What it uses could not be measured: ${error.message}`),
        onReleased: () => this.#records.remove(runtimeId),
      });
    } catch (error) {
      this.#records.remove(runtimeId);
      throw error;
    }
  }

  async sweep(options: {
    isAlive(owner: string): boolean;
  }): Promise<readonly string[]> {
    return sweepRuntimes({ ...options, records: this.#records });
  }

  #mounts(spec: RuntimeSpec, machine: SandboxMachine) {
    const { directory } = this.#settings;
    const key = spec.dataKey ?? spec.serverRef;
    return resolveMounts({
      profile: spec.profile,
      settings: this.#settings.mounts,
      findVolume: name =>
        volumeFolder({ directory, key, name, user: machine.user }),
    });
  }

  /** The record comes first: what is made after it is found, whatever happens. */
  #cgroup(
    { runtimeId, owner, prepared }: RuntimeSpec,
    { cgroups }: SandboxMachine,
    limits: { memoryBytes: number; pids: number; cpu: number },
  ) {
    const name = `sallyport-${encodeURIComponent(runtimeId)}`;
    const folders = cgroups?.folders(name) ?? [];
    const { location } = prepared;
    this.#records.write({ runtimeId, owner, cgroups: folders, location });
    return cgroups?.create(name, limits);
  }

  #packageFolder({ prepared }: RuntimeSpec): string {
    const { location } = prepared;
    if (relative(this.#settings.directory, location).startsWith('..')) {
      throw new Error(`${location} was not installed by this driver`);
    }
    return location;
  }

  async #machine(): Promise<SandboxMachine> {
    const { machine, problems } = await this.#look();
    if (machine) return machine;
    throw new Error(
      problems.map(({ text, remedy }) => `${text} ${remedy}`).join(' '),
    );
  }

  async #look(): Promise<ProbeResult> {
    const latest = this.#probe;
    if (latest && performance.now() - latest.at < PROBE_AGAIN_MS) {
      return latest.result;
    }
    // What held once goes on to hold.
    if (latest && (await latest.result).machine) return latest.result;
    const result = probeMachine(this.#settings);
    this.#probe = { at: performance.now(), result };
    return result;
  }
}
