import { existsSync, realpathSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type HostedPackage,
  type PermissionProfile,
  profileEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  listInstalled,
  describeEgress,
  effectiveLimits,
  EgressBroker,
  EgressRules,
  type PreparedPackage,
  resolveMounts,
  type RuntimeDriver,
  type RuntimeDriverStatus,
  type RuntimeProcess,
  type RuntimeSpec,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { networkProblems } from '../driver/networkProblems';
import { resolveCommand } from '../driver/resolveCommand';
import { prepareDirectory } from '../machine/prepareDirectory';
import { findPython } from '../packages/pypi/findPython';
import type { SandboxSettings } from '../settings/SandboxSettings';
import { compileMacos } from './compileMacos';
import { InstalledPackages } from './InstalledPackages';
import { macosEnvironment } from './macosEnvironment';
import { macosProblems } from './macosProblems';
import { endLost } from './endLost';
import { MacosRecords } from './MacosRecords';
import { openProxy, startMacos } from './startMacos';

const LIBRARY = '@anthropic-ai/sandbox-runtime/dist/cli.js';
const SEATBELT = '/usr/bin/sandbox-exec';
/** Said wherever a tier is shown: no test of this project has run on a Mac. */
const TIER = 'seatbelt (not covered by tests)';
const BOUNDS = {
  memory: 'watched',
  pids: 'watched',
  cpu: 'watched',
  disk: 'none',
} as const;

/** Runs servers on macOS, by `@anthropic-ai/sandbox-runtime`. **No test has run it on a Mac.** */
export class MacosDriver implements RuntimeDriver {
  static create(options: {
    settings: SandboxSettings;
    logger: LoggerService;
  }): MacosDriver {
    return new MacosDriver(options);
  }

  readonly kind = 'sandbox';
  readonly #settings: SandboxSettings;
  readonly #logger: LoggerService;
  readonly #records: MacosRecords;
  readonly #packages: InstalledPackages;
  readonly #opened: EgressRules;

  private constructor(options: Parameters<typeof MacosDriver.create>[0]) {
    const { settings, logger } = options;
    this.#settings = settings;
    this.#logger = logger;
    this.#records = MacosRecords.create(settings);
    this.#packages = InstalledPackages.create(settings, () =>
      this.#records.locations(),
    );
    this.#opened = EgressRules.create({
      allowedHosts: settings.openedHosts,
      publicHosts: settings.publicHosts,
    });
  }

  async status(): Promise<RuntimeDriverStatus> {
    const problem = this.#problem();
    return problem
      ? { ready: false, bounds: BOUNDS, problems: [problem] }
      : { ready: true, tier: TIER, bounds: BOUNDS, problems: [] };
  }

  async check(profile: PermissionProfile): Promise<readonly string[]> {
    const { problems } = await resolveMounts({
      profile,
      settings: this.#settings.mounts,
    });
    return [
      ...problems,
      ...networkProblems(profile, this.#settings),
      ...macosProblems(profile),
    ];
  }

  async prepare(wanted: HostedPackage): Promise<PreparedPackage> {
    this.#makeSure();
    return this.#packages.prepare(wanted);
  }

  async contents(prepared: PreparedPackage) {
    return await listInstalled(prepared.location, prepared.package);
  }

  async start(spec: RuntimeSpec): Promise<RuntimeProcess> {
    this.#makeSure();
    const { runtimeId, owner, profile, prepared } = spec;
    const { mounts, problems } = await resolveMounts({
      profile,
      settings: this.#settings.mounts,
    });
    const all = [...problems, ...(await this.check(profile))];
    if (all.length > 0) throw new Error([...new Set(all)].join(' '));
    const log = this.#logger.child({
      ...{ server: spec.serverRef, runtime: runtimeId },
    });
    const limits = effectiveLimits(
      profile.sallyport?.limits,
      this.#settings.limits,
    );
    const reach = profileEgress(profile);
    const node = realpathSync(process.execPath);
    const { location } = prepared;
    const packageFolder = realpathSync(location);
    const { tmp, settingsFile } = this.#records.make(runtimeId, {
      ...{ owner, location },
    });
    const broker = EgressBroker.create({
      ...{ egress: reach, opened: this.#opened },
      resolve: host => lookup(host, { all: true }),
      onEvent: event => {
        log[event.allowed ? 'info' : 'warn'](describeEgress(event));
        spec.onEgress?.(event);
      },
    });
    let close = () => broker.close();
    try {
      let proxyPort: number | undefined;
      if (reach.everything || reach.destinations.length > 0) {
        const proxy = await openProxy(broker);
        proxyPort = proxy.port;
        close = () => proxy.close();
      }
      this.#records.writeSettings(
        settingsFile,
        compileMacos({
          ...{ node, mounts, tmp, proxyPort },
          packageFolder,
        }),
      );
      return startMacos({
        ...{ runtimeId, node, settingsFile, tmp, limits },
        program: findLibrary()!,
        env: macosEnvironment({ ...spec, node, tmp }),
        command: resolveCommand({
          ...{ ...spec, ...limits, node },
          python: () => findPython(this.#settings.pypi.python),
          folder: packageFolder,
        }),
        onOveruse: bound =>
          log.warn(`Ended for going over its bound of ${bound}`),
        onWatchError: error =>
          log.error(`What it uses could not be measured: ${error.message}`),
        onReleased: () => {
          close();
          this.#records.remove(runtimeId);
        },
      });
    } catch (error) {
      close();
      this.#records.remove(runtimeId);
      throw error;
    }
  }

  async sweep(options: {
    isAlive(owner: string): boolean;
  }): Promise<readonly string[]> {
    const lost = this.#records
      .list()
      .filter(({ owner }) => !options.isAlive(owner));
    for (const { runtimeId } of lost) {
      await endLost(runtimeId);
      this.#records.remove(runtimeId);
    }
    return lost.map(({ runtimeId }) => runtimeId);
  }

  #makeSure(): void {
    const problem = this.#problem();
    if (problem) throw new Error(`${problem.text} ${problem.remedy}`);
  }

  #problem(): RuntimeDriverStatus['problems'][number] | undefined {
    if (!existsSync(SEATBELT) || !findLibrary()) {
      return {
        text: `macOS has sandboxes by ${SEATBELT} and @anthropic-ai/sandbox-runtime, and one of them is not here.`,
        remedy: 'Run servers with the docker driver.',
      };
    }
    if (this.#settings.requireHardLimits) {
      return {
        text: 'Nothing keeps memory and processor time of sandboxes on macOS but watching, and mcpGateway.runtimes.requireHardLimits asks for more.',
        remedy:
          'Run servers with the docker driver, or set requireHardLimits: false.',
      };
    }
    if (process.getuid?.() === 0) {
      return {
        text: 'On macOS servers run as the user of the gateway, which must not be root.',
        remedy: 'Start the gateway as another user.',
      };
    }
    prepareDirectory(this.#settings.directory);
    return undefined;
  }
}

function findLibrary(): string | undefined {
  try {
    return require.resolve(LIBRARY);
  } catch {
    return undefined;
  }
}
