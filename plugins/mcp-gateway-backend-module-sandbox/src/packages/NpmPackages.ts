import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  atMost,
  type PreparedPackage,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Packages } from '../driver/SandboxDriver';
import type { SandboxMachine } from '../machine/SandboxMachine';
import { RuntimeRecords } from '../runtime/RuntimeRecords';
import type { SandboxSettings } from '../settings/SandboxSettings';
import { checkLock } from './checkLock';
import { copyInstalled } from './copyInstalled';
import { findNpm } from './findNpm';
import { installInSandbox } from './installInSandbox';
import { PackageCache } from './PackageCache';
import { checkPackageName } from './packageName';
import { pinMatches, readPin, writePin } from './PackagePin';
import { readCommands } from './readCommands';
import { readNpmSettings } from './readNpmSettings';
import { settleTree } from './settleTree';

const MOST_INSTALLATIONS = 2;
const MOST_TREE_BYTES = 2 * 1024 ** 3;
const MOST_LOCK_BYTES = 32 * 1024 * 1024;

/** Installs packages of npm once, in a sandbox, and keeps them where nobody changes them. */
export class NpmPackages implements Packages {
  static create(options: {
    settings: SandboxSettings;
    logger: LoggerService;
  }): NpmPackages {
    return new NpmPackages(options);
  }

  readonly #settings: SandboxSettings;
  readonly #logger: LoggerService;
  readonly #records: RuntimeRecords;
  readonly #cache: PackageCache;
  readonly #underWay = new Map<string, Promise<PreparedPackage>>();
  readonly #bring = atMost(
    MOST_INSTALLATIONS,
    (wanted: HostedPackage, machine: SandboxMachine) =>
      this.#fromRegistry(wanted, machine),
  );

  private constructor(options: Parameters<typeof NpmPackages.create>[0]) {
    const { settings, logger } = options;
    this.#settings = settings;
    this.#logger = logger;
    this.#records = RuntimeRecords.create(settings);
    this.#cache = PackageCache.create({
      directory: settings.directory,
      maxBytes: settings.packages.cacheBytes,
      inUse: () => this.#records.locations(),
    });
  }

  async prepare(
    wanted: HostedPackage,
    options: { machine: SandboxMachine; signal?: AbortSignal },
  ): Promise<PreparedPackage> {
    const { identifier, version, integrity, registry } = wanted;
    if (registry !== 'npm') {
      throw new Error(
        `Sandboxes run packages of npm, and ${identifier} is one of ${registry}. Run it with another driver.`,
      );
    }
    checkPackageName(identifier, version);
    // Whoever wants the same waits for the same; who stops waiting leaves it to the others.
    const key = JSON.stringify([identifier, version, integrity]);
    let prepared = this.#underWay.get(key);
    if (!prepared) {
      prepared = this.#prepareOnce(wanted, options.machine).finally(() =>
        this.#underWay.delete(key),
      );
      this.#underWay.set(key, prepared);
    }
    return untilAborted(prepared, options.signal);
  }

  async #prepareOnce(
    wanted: HostedPackage,
    machine: SandboxMachine,
  ): Promise<PreparedPackage> {
    return (
      this.#cache.find(wanted) ??
      (await this.#fromInstalled(wanted)) ??
      (await this.#bring(wanted, machine))
    );
  }

  /** What an administrator has installed, such as the example's own servers: taken as it is, and pinned by its content. */
  async #fromInstalled(
    wanted: HostedPackage,
  ): Promise<PreparedPackage | undefined> {
    const { identifier, version, integrity } = wanted;
    // The archive that a registry's integrity is of is not there any more.
    if (integrity && !integrity.startsWith('sha256:')) return undefined;
    for (const from of this.#settings.packages.installed) {
      const folder = this.#newFolder();
      try {
        await mkdir(folder, { recursive: true, mode: 0o755 });
        const where = { from, identifier, version, to: folder };
        if (!(await copyInstalled(where))) continue;
        const { bytes, digest } = await this.#settle(folder, true);
        const found = `sha256:${digest}`;
        if (!pinMatches(integrity, found)) continue;
        this.#logger.info(`Took ${identifier} ${version} from ${from}`);
        return this.#keep({ folder, digest, wanted, integrity: found, bytes });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
    return undefined;
  }

  async #fromRegistry(
    wanted: HostedPackage,
    machine: SandboxMachine,
  ): Promise<PreparedPackage> {
    const { directory, packages } = this.#settings;
    const { identifier, version, integrity } = wanted;
    if (integrity && !integrity.startsWith('sha512-')) {
      throw new Error(
        `${identifier} ${version} is approved as ${integrity}, and no folder of mcpGateway.runtimes.sandbox.packages.installed has that. A package of the registry is pinned by sha512.`,
      );
    }
    const npm = findNpm(packages.npm);
    if (!npm) {
      throw new Error(
        `There is no npm on this machine to install ${identifier} with. Install it, or set mcpGateway.runtimes.sandbox.packages.npm.`,
      );
    }
    const pin = integrity === undefined ? undefined : readPin(integrity);
    const at = pin ? pin.at : Math.floor(Date.now() / 1000);
    const folder = await installInSandbox({
      ...{ machine, directory, npm, wanted, records: this.#records },
      settings: await readNpmSettings({ npm, registry: packages.npmRegistry }),
      lock: pin?.tree && (await this.#readLock(wanted, pin.tree)),
      at: pin?.at,
      timeoutMs: packages.timeoutMs,
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
      await this.#writeLock(wanted, tree, lock);
      await rm(join(folder, '.npm'), { recursive: true, force: true });
      const { bytes } = await this.#settle(folder, false);
      const digest = digestOf(identifier, version, archive, tree);
      this.#logger.info(`Installed ${identifier} ${version}`);
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
    return join(this.#settings.directory, 'installs', `copy-${randomUUID()}`);
  }

  #settle(folder: string, withDigest: boolean) {
    return settleTree(folder, { withDigest, maxBytes: MOST_TREE_BYTES });
  }

  /** Lockfiles outlive the packages, so that what was approved can be brought again although newer versions came out. */
  #lockFile({ identifier, version }: HostedPackage, tree: string): string {
    const name = `${digestOf(identifier, version, tree)}.json`;
    return join(this.#settings.directory, 'locks', name);
  }

  async #readLock(
    wanted: HostedPackage,
    tree: string,
  ): Promise<string | undefined> {
    return readBounded(this.#lockFile(wanted, tree)).catch(() => undefined);
  }

  async #writeLock(
    wanted: HostedPackage,
    tree: string,
    lock: string,
  ): Promise<void> {
    const file = this.#lockFile(wanted, tree);
    await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
    await writeFile(file, lock, { mode: 0o600 });
  }
}

async function readBounded(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > MOST_LOCK_BYTES) throw new Error('The lockfile is too large');
  return readFile(file, 'utf8');
}

function digestOf(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function untilAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      const fail = () => reject(new Error('Nobody waits for it any more'));
      if (signal.aborted) fail();
      signal.addEventListener('abort', fail, { once: true });
    }),
  ]);
}
