import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  checkPackageName,
  copyInstalled,
  PackageCache,
  pinMatches,
  type PreparedPackage,
  readCommands,
  settleTree,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { SandboxSettings } from '../settings/SandboxSettings';

const MOST_TREE_BYTES = 2 * 1024 ** 3;

/** Packages that somebody has installed, copied to where nobody changes them. Nothing is downloaded. */
export class InstalledPackages {
  static create(
    settings: SandboxSettings,
    inUse: () => ReadonlySet<string>,
  ): InstalledPackages {
    return new InstalledPackages(settings, inUse);
  }

  readonly #settings: SandboxSettings;
  readonly #cache: PackageCache;

  private constructor(
    settings: SandboxSettings,
    inUse: () => ReadonlySet<string>,
  ) {
    const { directory, packages } = settings;
    this.#settings = settings;
    this.#cache = PackageCache.create({
      ...{ directory, inUse },
      maxBytes: packages.cacheBytes,
    });
  }

  async prepare(wanted: HostedPackage): Promise<PreparedPackage> {
    const { registry, identifier, version, integrity } = wanted;
    if (registry !== 'npm') {
      throw new Error(
        `On macOS, sandboxes run packages of npm, and ${identifier} is one of ${registry}. Run it with another driver.`,
      );
    }
    checkPackageName(identifier, version);
    const known = this.#cache.find(wanted);
    if (known) return known;
    const { directory, packages } = this.#settings;
    for (const from of packages.installed) {
      const folder = join(directory, 'installs', `copy-${randomUUID()}`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o755 });
        const where = { from, identifier, version, to: folder };
        if (!(await copyInstalled(where))) continue;
        const maxBytes = MOST_TREE_BYTES;
        const { bytes, digest } = await settleTree(folder, {
          ...{ withDigest: true, maxBytes },
        });
        const found = `sha256:${digest}`;
        if (!pinMatches(integrity, found)) continue;
        const commands = readCommands(folder, identifier);
        return this.#cache.add({
          ...{ folder, digest, wanted, integrity: found, commands, bytes },
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
    throw new Error(
      `On macOS nothing is downloaded for servers, and no folder of mcpGateway.runtimes.sandbox.packages.installed has ${identifier} ${version}${
        integrity ? ` as ${integrity}` : ''
      }. Install it there, or run it with another driver.`,
    );
  }
}
