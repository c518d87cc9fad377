import type { LoggerService } from '@backstage/backend-plugin-api';
import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  NpmPackages,
  type PreparedPackage,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Packages } from '../driver/SandboxDriver';
import type { SandboxMachine } from '../machine/SandboxMachine';
import { RuntimeRecords } from '../runtime/RuntimeRecords';
import type { SandboxSettings } from '../settings/SandboxSettings';
import { npmInSandbox } from './npmInSandbox';

/** Packages of npm, installed in sandboxes. */
export class SandboxPackages implements Packages {
  static create(options: {
    settings: SandboxSettings;
    logger: LoggerService;
  }): SandboxPackages {
    return new SandboxPackages(options);
  }

  readonly #records: RuntimeRecords;
  readonly #npm: string | undefined;
  readonly #packages: NpmPackages;

  private constructor({
    settings,
    logger,
  }: Parameters<typeof SandboxPackages.create>[0]) {
    const { directory, packages } = settings;
    this.#records = RuntimeRecords.create(settings);
    this.#npm = packages.npm;
    this.#packages = NpmPackages.create({
      ...{ directory, logger },
      settings: packages,
      at: 'mcpGateway.runtimes.sandbox',
      inUse: () => this.#records.locations(),
    });
  }

  async prepare(
    wanted: HostedPackage,
    options: { machine: SandboxMachine; signal?: AbortSignal },
  ): Promise<PreparedPackage> {
    const { machine, signal } = options;
    const installer = npmInSandbox({
      ...{ machine, records: this.#records },
      ...(this.#npm !== undefined && { npm: this.#npm }),
    });
    return this.#packages.prepare(wanted, {
      installer,
      ...(signal && { signal }),
    });
  }
}
