import type { LoggerService } from '@backstage/backend-plugin-api';
import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { PreparedPackage } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Packages } from '../driver/SandboxDriver';
import type { SandboxSettings } from '../settings/SandboxSettings';
import { PypiPackages } from './pypi/PypiPackages';
import { SandboxPackages } from './SandboxPackages';

type Installers = Partial<Record<HostedPackage['registry'], Packages>>;

/** One installer for each registry. What there is none for, another driver may run. */
export class PackageInstallers implements Packages {
  static create(options: {
    settings: SandboxSettings;
    logger: LoggerService;
  }): PackageInstallers {
    return new PackageInstallers({
      npm: SandboxPackages.create(options),
      pypi: PypiPackages.create(options),
    });
  }

  readonly #installers: Installers;

  private constructor(installers: Installers) {
    this.#installers = installers;
  }

  async prepare(
    wanted: HostedPackage,
    options: Parameters<Packages['prepare']>[1],
  ): Promise<PreparedPackage> {
    const installer = this.#installers[wanted.registry];
    if (!installer) {
      throw new Error(
        `Sandboxes run packages of npm and PyPI, and ${wanted.identifier} is one of ${wanted.registry}. Run it with another driver.`,
      );
    }
    return installer.prepare(wanted, options);
  }
}
