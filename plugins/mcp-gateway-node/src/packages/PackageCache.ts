import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { PreparedPackage } from '../runtimes/RuntimeDriver';
import { z } from 'zod';
import { pinMatches } from './PackagePin';

const MANIFEST = 'sallyport.json';

const manifestSchema = z.object({
  /** Two registries may have packages of one name. */
  registry: z.enum(['npm', 'pypi', 'oci']).default('npm'),
  identifier: z.string(),
  version: z.string(),
  integrity: z.string(),
  commands: z.record(z.string(), z.string()),
  bytes: z.number(),
});

type Manifest = z.infer<typeof manifestSchema>;

/** Installed packages, each in a folder that is named by its content, and the least recently used ones gone when it is too much. */
export class PackageCache {
  static create(options: {
    directory: string;
    maxBytes: number;
    /** Folders that runtimes read from now. */
    inUse(): ReadonlySet<string>;
  }): PackageCache {
    return new PackageCache(options);
  }

  readonly #folder: string;
  readonly #options: Parameters<typeof PackageCache.create>[0];

  private constructor(options: Parameters<typeof PackageCache.create>[0]) {
    this.#options = options;
    this.#folder = join(options.directory, 'packages');
  }

  /** What is there already, and is what was pinned. */
  find(wanted: HostedPackage): PreparedPackage | undefined {
    for (const { location, manifest } of this.#list()) {
      const { identifier, version, integrity, commands } = manifest;
      if (
        manifest.registry === wanted.registry &&
        identifier === wanted.identifier &&
        version === wanted.version &&
        pinMatches(wanted.integrity, integrity)
      ) {
        const now = new Date();
        utimesSync(join(location, MANIFEST), now, now);
        return { package: wanted, integrity, commands, location };
      }
    }
    return undefined;
  }

  /** Takes over a folder that was installed. */
  add(options: {
    folder: string;
    /** What the folder is named by. */
    digest: string;
    wanted: HostedPackage;
    integrity: string;
    commands: Record<string, string>;
    bytes: number;
  }): PreparedPackage {
    const { folder, digest, wanted, ...rest } = options;
    const { registry, identifier, version } = wanted;
    const manifest: Manifest = { registry, identifier, version, ...rest };
    writeFileSync(join(folder, MANIFEST), JSON.stringify(manifest), {
      mode: 0o644,
    });
    mkdirSync(this.#folder, { recursive: true, mode: 0o755 });
    const location = join(this.#folder, digest);
    try {
      renameSync(folder, location);
    } catch (error) {
      // Another process was faster with the same content.
      if (!existsSync(join(location, MANIFEST))) throw error;
      rmSync(folder, { recursive: true, force: true });
    }
    this.#prune(location);
    return {
      package: wanted,
      integrity: rest.integrity,
      commands: rest.commands,
      location,
    };
  }

  #prune(keep: string): void {
    const inUse = this.#options.inUse();
    const all = this.#list().sort((a, b) => b.usedAt - a.usedAt);
    let bytes = 0;
    for (const { location, manifest } of all) {
      bytes += manifest.bytes;
      const isNeeded = location === keep || inUse.has(location);
      if (bytes > this.#options.maxBytes && !isNeeded) {
        rmSync(location, { recursive: true, force: true });
        bytes -= manifest.bytes;
      }
    }
  }

  #list(): { location: string; manifest: Manifest; usedAt: number }[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder).flatMap(name => {
      const location = join(this.#folder, name);
      try {
        const file = join(location, MANIFEST);
        const manifest = manifestSchema.parse(
          JSON.parse(readFileSync(file, 'utf8')),
        );
        return [{ location, manifest, usedAt: statSync(file).mtimeMs }];
      } catch {
        return [];
      }
    });
  }
}
