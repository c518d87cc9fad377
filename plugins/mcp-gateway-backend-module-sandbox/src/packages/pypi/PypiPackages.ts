import { createHash, randomUUID } from 'node:crypto';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  atMost,
  LockFiles,
  PackageCache,
  type PackagePin,
  pinMatches,
  type PreparedPackage,
  readBounded,
  readPin,
  settleTree,
  untilAborted,
  writePin,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Packages } from '../../driver/SandboxDriver';
import type { SandboxMachine } from '../../machine/SandboxMachine';
import { RuntimeRecords } from '../../runtime/RuntimeRecords';
import type { SandboxSettings } from '../../settings/SandboxSettings';
import { checkRequirements, withOneFile } from './checkRequirements';
import { findPython } from './findPython';
import { findUv } from './findUv';
import { installWithUv } from './installWithUv';
import { COMMANDS, launcherProgram, SITE } from './launcherProgram';
import { checkPypiName } from './pypiName';
import { readEntryPoints } from './readEntryPoints';
import { readPypiSettings } from './readPypiSettings';
import { UV_FILES } from './uvPlan';

const MOST_INSTALLATIONS = 2;
const MOST_TREE_BYTES = 2 * 1024 ** 3;

/** Installs packages of Python once, by `uv` in a sandbox, and keeps them where nobody changes them. */
export class PypiPackages implements Packages {
  static create(options: {
    settings: SandboxSettings;
    logger: LoggerService;
  }): PypiPackages {
    return new PypiPackages(options);
  }

  readonly #settings: SandboxSettings;
  readonly #logger: LoggerService;
  readonly #records: RuntimeRecords;
  readonly #cache: PackageCache;
  readonly #locks: LockFiles;
  readonly #underWay = new Map<string, Promise<PreparedPackage>>();
  readonly #bring = atMost(
    MOST_INSTALLATIONS,
    (wanted: HostedPackage, machine: SandboxMachine) =>
      this.#fromIndex(wanted, machine),
  );

  private constructor(options: Parameters<typeof PypiPackages.create>[0]) {
    const { settings, logger } = options;
    this.#settings = settings;
    this.#logger = logger;
    this.#records = RuntimeRecords.create(settings);
    this.#locks = LockFiles.create(settings);
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
    const { identifier, version, integrity } = wanted;
    checkPypiName(identifier, version);
    if (integrity !== undefined && !/^sha256[:-]/.test(integrity)) {
      throw new Error(
        `${identifier} ${version} is approved as ${integrity}. A package of PyPI is pinned by sha256.`,
      );
    }
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

  async #prepareOnce(wanted: HostedPackage, machine: SandboxMachine) {
    return this.#cache.find(wanted) ?? (await this.#bring(wanted, machine));
  }

  async #fromIndex(
    wanted: HostedPackage,
    machine: SandboxMachine,
  ): Promise<PreparedPackage> {
    const { directory, packages, pypi } = this.#settings;
    const { identifier, version, integrity } = wanted;
    const step = {
      ...{ machine, wanted, records: this.#records },
      uv: findUv({ configured: pypi.uv, user: machine.user, directory }),
      python: findPython(pypi.python),
      settings: readPypiSettings(pypi),
      folder: join(directory, 'installs', `install-${randomUUID()}`),
      timeoutMs: packages.timeoutMs,
    };
    const { folder } = step;
    const pin = integrity === undefined ? undefined : readPin(integrity);
    // Who named one file alone has what it brings along chosen now.
    const at = pin?.tree ? pin.at : Math.floor(Date.now() / 1000);
    await mkdir(folder, { recursive: true, mode: 0o711 });
    try {
      const lockFile = join(folder, UV_FILES.lock);
      const line = `${identifier}==${version}\n`;
      await writeFile(join(folder, UV_FILES.wanted), line);
      if (machine.user) {
        await chown(folder, machine.user.uid, machine.user.gid);
      }
      let lock = pin?.tree && (await this.#locks.read(wanted, pin.tree));
      if (lock === undefined) {
        await installWithUv({ ...step, step: 'choose', at: pin?.at });
        lock = await readBounded(lockFile);
      }
      const file = /^sha256:([0-9a-f]{64})$/.exec(pin?.archive ?? '')?.[1];
      if (file) lock = withOneFile(lock, wanted, file);
      const checked = checkRequirements(lock, wanted);
      const archive = file ? `sha256:${file}` : checked.archive;
      const found = { archive, tree: checked.tree, at };
      checkPin(wanted, pin, found);
      // What uv itself wrote is what was checked, or replaced by it: its own may be no file at all by now.
      await rm(lockFile, { recursive: true, force: true });
      await writeFile(lockFile, lock, { mode: 0o644, flag: 'wx' });
      await installWithUv({ ...step, step: 'install' });
      await this.#locks.write(wanted, checked.tree, lock);
      await rm(join(folder, UV_FILES.cache), { recursive: true, force: true });
      return await this.#keep(folder, wanted, writePin(found));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #keep(
    folder: string,
    wanted: HostedPackage,
    integrity: string,
  ): Promise<PreparedPackage> {
    const maxBytes = MOST_TREE_BYTES;
    // First the gateway's own, with nothing in it that leads elsewhere; then something is written to it.
    const { bytes } = await settleTree(folder, { withDigest: false, maxBytes });
    const commands = await writeCommands(folder, wanted.identifier);
    const digest = createHash('sha256')
      .update(JSON.stringify([wanted.registry, wanted.identifier, integrity]))
      .digest('hex');
    this.#logger.info(`Installed ${wanted.identifier} ${wanted.version}`);
    return this.#cache.add({
      ...{ folder, digest, wanted, integrity, commands, bytes },
    });
  }
}

function checkPin(
  { identifier, version, integrity }: HostedPackage,
  pin: PackagePin | undefined,
  found: PackagePin,
): void {
  if (pinMatches(integrity, writePin(found))) return;
  throw new Error(
    found.archive === pin?.archive
      ? `${identifier} ${version} would bring other packages along than those that were approved. Approve it anew.`
      : `${identifier} ${version} is not what was approved: the index now has other files under that version.`,
  );
}

/** @returns the programs, by name, and where each is below `folder`. */
async function writeCommands(
  folder: string,
  identifier: string,
): Promise<Record<string, string>> {
  const entries = readEntryPoints(join(folder, SITE), identifier);
  if (entries.size === 0) {
    throw new Error(`${identifier} has no program that Python can run`);
  }
  const commands: Record<string, string> = {};
  await rm(join(folder, COMMANDS), { recursive: true, force: true });
  await mkdir(join(folder, COMMANDS), { mode: 0o755 });
  for (const [name, entry] of entries) {
    commands[name] = `${COMMANDS}/${name}.py`;
    const program = launcherProgram(name, entry);
    await writeFile(join(folder, commands[name]), program, { mode: 0o644 });
  }
  return commands;
}
