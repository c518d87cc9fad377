import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { z } from 'zod';

const MOST_PACKAGES = 2000;

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  peerDependencies: z.record(z.string(), z.string()).optional(),
});

/** One package that is to be copied, and where it goes. */
interface Placement {
  readonly from: string;
  readonly to: string;
}

/**
 * Copies a package that somebody else has installed, and what it needs, out of a `node_modules` that may have much more in
 * it.
 *
 * @returns false where it is not there in this version.
 */
export async function copyInstalled(options: {
  /** Where the search begins, as Node would. */
  from: string;
  identifier: string;
  version: string;
  /** The folder that gets a `node_modules`. */
  to: string;
}): Promise<boolean> {
  const { identifier, version, to } = options;
  const found = findPackage(options.from, identifier);
  if (!found || readManifest(found)?.version !== version) return false;
  const placed: Placement[] = [
    { from: found, to: join(to, 'node_modules', identifier) },
  ];
  const taken = new Map(placed.map(({ from, to: place }) => [place, from]));
  // The list grows while it is walked.
  for (const { from, to: place } of placed) {
    for (const name of needsOf(from)) {
      const dependency = findPackage(from, name);
      if (!dependency) continue;
      const next = placeFor({ name, dependency, place, root: to, taken });
      if (next === undefined) continue;
      taken.set(next, dependency);
      placed.push({ from: dependency, to: next });
    }
    if (placed.length > MOST_PACKAGES) {
      throw new Error(
        `${identifier} needs more than ${MOST_PACKAGES} packages`,
      );
    }
  }
  for (const { from, to: place } of placed) {
    await cp(from, place, {
      recursive: true,
      verbatimSymlinks: true,
      // What it needs is copied by itself.
      filter: source => source === from || basename(source) !== 'node_modules',
    });
  }
  return true;
}

/** At the top where that place is free, else below whoever needs it; undefined where it is within reach already. */
function placeFor(options: {
  name: string;
  dependency: string;
  place: string;
  root: string;
  taken: ReadonlyMap<string, string>;
}): string | undefined {
  const { name, dependency, place, root, taken } = options;
  for (let folder = place; folder.startsWith(root); folder = dirname(folder)) {
    const there = taken.get(join(folder, 'node_modules', name));
    if (there === dependency) return undefined;
    // Another version is nearer than the top: this one has to be nearer still.
    if (there) return join(place, 'node_modules', name);
  }
  return join(root, 'node_modules', name);
}

function findPackage(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (
      basename(folder) !== 'node_modules' &&
      existsSync(join(candidate, 'package.json'))
    ) {
      return realpathSync(candidate);
    }
    if (folder === dirname(folder)) return undefined;
  }
}

function needsOf(folder: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies } =
    readManifest(folder) ?? {};
  return Object.keys({
    ...peerDependencies,
    ...optionalDependencies,
    ...dependencies,
  }).filter(name => !name.includes('..') && !name.includes(`${sep}${sep}`));
}

function readManifest(folder: string) {
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
