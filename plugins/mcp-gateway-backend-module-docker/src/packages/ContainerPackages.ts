import type { LoggerService } from '@backstage/backend-plugin-api';
import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  NpmPackages,
  type PreparedPackage,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Engine } from '../driver/Engine';
import type { ReadyEngine } from '../driver/EngineProbe';
import { packagesInUse } from '../driver/RunFolder';
import type { DockerSettings } from '../settings/DockerSettings';
import { npmInContainer } from './npmInContainer';

/** Packages of npm, installed in containers. */
export class ContainerPackages {
  static create(options: {
    settings: DockerSettings;
    engine: Engine;
    logger: LoggerService;
    /** Brings the image with Node: the digest of its content. */
    nodeImage(): Promise<string>;
  }): ContainerPackages {
    return new ContainerPackages(options);
  }

  readonly #options: Parameters<typeof ContainerPackages.create>[0];
  readonly #packages: NpmPackages;

  private constructor(options: Parameters<typeof ContainerPackages.create>[0]) {
    const { settings, logger } = options;
    const { directory, runDirectory, packages } = settings;
    this.#options = options;
    this.#packages = NpmPackages.create({
      ...{ directory, logger },
      settings: packages,
      at: 'mcpGateway.runtimes.docker',
      inUse: () => packagesInUse(runDirectory),
    });
  }

  /** @throws Error with a text for people where it cannot be had, or is not what was pinned. */
  async prepare(
    wanted: HostedPackage,
    options: { ready: ReadyEngine; signal?: AbortSignal },
  ): Promise<PreparedPackage> {
    const { settings, engine, nodeImage } = this.#options;
    const { identifier, registry } = wanted;
    const { ready, signal } = options;
    if (registry !== 'npm') {
      throw new Error(
        `Containers run images and packages of npm, and ${identifier} is one of ${registry}. Make an image of it (registry: oci).`,
      );
    }
    const image = settings.nodeImage;
    if (!image) {
      throw new Error(
        `${identifier} is a package of npm, which is installed and run in an image with Node: set mcpGateway.runtimes.docker.nodeImage to one, pinned by its digest. Or run it with the driver sandbox.`,
      );
    }
    return this.#packages.prepare(wanted, {
      installer: npmInContainer({
        ...{ engine, ready, settings, image },
        imageId: nodeImage,
      }),
      ...(signal && { signal }),
    });
  }
}
