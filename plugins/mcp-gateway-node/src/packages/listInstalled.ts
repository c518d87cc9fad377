import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { InstalledPackage } from '../runtimes/RuntimeDriver';
import { readBounded } from './LockFiles';
import { readMetadata } from './readMetadata';

const MOST_PACKAGES = 5000;
const MOST_DEPTH = 30;
const MOST_MANIFEST_BYTES = 1024 * 1024;

const word = z.string().max(300);
const manifestSchema = z.object({
  name: word,
  version: word,
  license: z
    .union([word, z.object({ type: word }).transform(({ type }) => type)])
    .optional()
    .catch(undefined),
});
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      name: word.optional(),
      version: word.optional(),
      integrity: z.string().max(1000).optional(),
      license: word.optional().catch(undefined),
    }),
  ),
});

/**
 * What a package brings along, as far as it was installed into a folder: by the lockfile that it was installed by, or else by what
 * the packages in the folder say of themselves. The package itself is the first.
 *
 * @returns `undefined` where that cannot be said, or is too much.
 */
export async function listInstalled(
  folder: string,
  { registry, identifier }: { registry: string; identifier: string },
): Promise<InstalledPackage[] | undefined> {
  if (!isAbsolute(folder)) return undefined;
  const found =
    registry === 'pypi'
      ? await fromSite(join(folder, 'site'))
      : (await fromLock(join(folder, 'package-lock.json'))) ??
        (await fromModules(join(folder, 'node_modules')));
  if (!found || found.length === 0 || found.length > MOST_PACKAGES) {
    return undefined;
  }
  const isIt = ({ name }: InstalledPackage) => name === identifier;
  return [...found.filter(isIt), ...found.filter(one => !isIt(one))];
}

async function fromLock(file: string): Promise<InstalledPackage[] | undefined> {
  const text = await readBounded(file).catch(() => undefined);
  if (text === undefined) return undefined;
  const { packages } = lockSchema.parse(JSON.parse(text));
  const found = Object.entries(packages).flatMap(([path, entry]) => {
    const name = entry.name ?? path.split('node_modules/').pop();
    const { version, integrity, license } = entry;
    if (path === '' || !name || !version) return [];
    return [
      {
        ...{ name, version },
        ...(integrity !== undefined && { integrity }),
        ...(license !== undefined && { licence: license }),
      },
    ];
  });
  return unique(found);
}

/** Each package in its folder, and those below it. */
async function fromModules(root: string): Promise<InstalledPackage[]> {
  const found: InstalledPackage[] = [];
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (depth > MOST_DEPTH || found.length > MOST_PACKAGES) return;
    for (const name of await namesIn(folder)) {
      if (name.startsWith('.')) continue;
      const path = join(folder, name);
      if (!(await lstat(path)).isDirectory()) continue;
      if (name.startsWith('@')) {
        await walk(path, depth + 1);
        continue;
      }
      const manifest = await readManifest(join(path, 'package.json'));
      if (manifest) {
        const { license, ...rest } = manifest;
        found.push({ ...rest, ...(license && { licence: license }) });
      }
      await walk(join(path, 'node_modules'), depth + 1);
    }
  };
  await walk(root, 0);
  return unique(found);
}

/** What Python's packages say of themselves. */
async function fromSite(site: string): Promise<InstalledPackage[]> {
  const found: InstalledPackage[] = [];
  for (const name of await namesIn(site)) {
    if (!name.endsWith('.dist-info')) continue;
    const text = await readText(join(site, name, 'METADATA'));
    const read = text === undefined ? undefined : readMetadata(text);
    if (read) found.push(read);
  }
  return unique(found);
}

async function readManifest(file: string) {
  const text = await readText(file);
  try {
    return manifestSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

/** A plain file and no link, of a size that can be read. */
async function readText(file: string): Promise<string | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stat = await handle.stat();
      const fits = stat.isFile() && stat.size <= MOST_MANIFEST_BYTES;
      return fits ? await handle.readFile('utf8') : undefined;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

function unique(found: readonly InstalledPackage[]): InstalledPackage[] {
  const byName = new Map(
    found.map(one => [JSON.stringify([one.name, one.version]), one]),
  );
  return [...byName.values()];
}
