import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { atMost } from '../egress/atMost';
import type { PreparedPackage } from '../runtimes/RuntimeDriver';
import { checkLock } from './checkLock';
import { copyInstalled } from './copyInstalled';
import { findNpm } from './findNpm';
import { installWithNpm } from './installWithNpm';
import { LockFiles, readBounded } from './LockFiles';
import type { NpmInstaller } from './NpmInstaller';
import { PackageCache } from './PackageCache';
import { checkPackageName } from './packageName';
import { pinMatches, readPin, writePin } from './PackagePin';
import type { PackageSettings } from './PackageSettings';
import { readCommands } from './readCommands';
import { readNpmSettings } from './readNpmSettings';
import { settleTree } from './settleTree';
import { untilAborted } from './untilAborted';

const MOST_INSTALLATIONS = 2;
const MOST_TREE_BYTES = 2 * 1024 ** 3;

/** Installs packages of npm once, as confined as a driver's installer is, and keeps them where nobody changes them. */
export class NpmPackages {
  static create(options: {
    /** The driver's own folder. */
    directory: string;
    settings: PackageSettings;
    /** Where those settings are, for people: such as `mcpGateway.runtimes.sandbox`. */
    at: string;
    logger: LoggerService;
    /** Installed packages that runtimes read from now. */
    inUse(): ReadonlySet<string>;
  }): NpmPackages {
    return new NpmPackages(options);
  }

  readonly #options: Parameters<typeof NpmPackages.create>[0];
  readonly #cache: PackageCache;
  readonly #locks: LockFiles;
  readonly #underWay = new Map<string, Promise<PreparedPackage>>();
  readonly #bring = atMost(
    MOST_INSTALLATIONS,
    (wanted: HostedPackage, installer: NpmInstaller) =>
      this.#fromRegistry(wanted, installer),
  );

  private constructor(options: Parameters<typeof NpmPackages.create>[0]) {
    this.#options = options;
    this.#locks = LockFiles.create(options);
    this.#cache = PackageCache.create({
      ...options,
      maxBytes: options.settings.cacheBytes,
    });
  }

  /** @throws Error with a text for people where it cannot be had, or is not what was pinned. */
  async prepare(
    wanted: HostedPackage,
    options: { installer: NpmInstaller; signal?: AbortSignal },
  ): Promise<PreparedPackage> {
    const { identifier, version, integrity } = wanted;
    checkPackageName(identifier, version);
    // Whoever wants the same waits for the same; who stops waiting leaves it to the others.
    const key = JSON.stringify([identifier, version, integrity]);
    let prepared = this.#underWay.get(key);
    if (!prepared) {
      prepared = this.#prepareOnce(wanted, options.installer).finally(() =>
        this.#underWay.delete(key),
      );
      this.#underWay.set(key, prepared);
    }
    return untilAborted(prepared, options.signal);
  }

  async #prepareOnce(
    wanted: HostedPackage,
    installer: NpmInstaller,
  ): Promise<PreparedPackage> {
    return (
      this.#cache.find(wanted) ??
      (await this.#fromInstalled(wanted)) ??
      (await this.#bring(wanted, installer))
    );
  }

  /** What an administrator has installed, such as the example's own servers: taken as it is, and pinned by its content. */
  async #fromInstalled(
    wanted: HostedPackage,
  ): Promise<PreparedPackage | undefined> {
    const { identifier, version, integrity } = wanted;
    // The archive that a registry's integrity is of is not there any more.
    if (integrity && !integrity.startsWith('sha256:')) return undefined;
    for (const from of this.#options.settings.installed) {
      const folder = this.#newFolder();
      try {
        await mkdir(folder, { recursive: true, mode: 0o755 });
        const where = { from, identifier, version, to: folder };
        if (!(await copyInstalled(where))) continue;
        const { bytes, digest } = await this.#settle(folder, true);
        const found = `sha256:${digest}`;
        if (!pinMatches(integrity, found)) continue;
        this.#options.logger.info(`Took ${identifier} ${version} from ${from}`);
        return this.#keep({ folder, digest, wanted, integrity: found, bytes });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
    return undefined;
  }

  async #fromRegistry(
    wanted: HostedPackage,
    installer: NpmInstaller,
  ): Promise<PreparedPackage> {
    const { directory, settings, at: place } = this.#options;
    const { identifier, version, integrity } = wanted;
    if (integrity && !integrity.startsWith('sha512-')) {
      throw new Error(
        `${identifier} ${version} is approved as ${integrity}, and no folder of ${place}.packages.installed has that. A package of the registry is pinned by sha512.`,
      );
    }
    const pin = integrity === undefined ? undefined : readPin(integrity);
    const at = pin ? pin.at : Math.floor(Date.now() / 1000);
    const folder = await installWithNpm({
      ...{ installer, directory, wanted },
      settings: await readNpmSettings({
        npm: findNpm(settings.npm),
        registry: settings.npmRegistry,
        at: place,
      }),
      lock: pin?.tree && (await this.#locks.read(wanted, pin.tree)),
      at: pin?.at,
      timeoutMs: settings.timeoutMs,
    });
    try {
      const lock = await readBounded(join(folder, 'package-lock.json'));
      const { archive, tree } = checkLock(lock, wanted);
      const found = writePin({ archive, tree, at });
      if (!pinMatches(integrity, found)) {
        throw new Error(
          archive === pin?.archive
            ? `${identifier} ${version} would bring other packages along than those that were approved. Approve it anew.`
            : `${identifier} ${version} is not what was approved: the registry now has another archive under that version.`,
        );
      }
      await this.#locks.write(wanted, tree, lock);
      await rm(join(folder, '.npm'), { recursive: true, force: true });
      const { bytes } = await this.#settle(folder, false);
      const digest = digestOf(identifier, version, archive, tree);
      this.#options.logger.info(`Installed ${identifier} ${version}`);
      return this.#keep({ folder, digest, wanted, integrity: found, bytes });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #keep(options: {
    folder: string;
    digest: string;
    wanted: HostedPackage;
    integrity: string;
    bytes: number;
  }): PreparedPackage {
    const { folder, wanted } = options;
    const commands = readCommands(folder, wanted.identifier);
    if (Object.keys(commands).length === 0) {
      throw new Error(`${wanted.identifier} has no program that Node can run`);
    }
    return this.#cache.add({ ...options, commands });
  }

  #newFolder(): string {
    return join(this.#options.directory, 'installs', `copy-${randomUUID()}`);
  }

  #settle(folder: string, withDigest: boolean) {
    return settleTree(folder, { withDigest, maxBytes: MOST_TREE_BYTES });
  }
}

function digestOf(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
