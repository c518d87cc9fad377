import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import {
  parseMount,
  type PermissionProfile,
  type ProfileMount,
  RESERVED_PATHS,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { MountSettings } from './MountSettings';
import type { ResolvedMount } from './ResolvedMount';

/**
 * What became of a profile's mounts: where they are, or why they cannot be.
 *
 * @public
 */
export interface MountOutcome {
  readonly mounts: readonly ResolvedMount[];
  /** In words. Nothing may start where there are any. */
  readonly problems: readonly string[];
}

/**
 * Says where a volume's folder is, and makes it where it has to. Absent: volumes are looked at by their names alone.
 *
 * @public
 */
export type FindVolume = (name: string) => Promise<string>;

/**
 * Resolves links before anything is mounted, and refuses what leads out of the folders that the operator opened: bubblewrap
 * itself follows links.
 *
 * @public
 */
export async function resolveMounts(options: {
  profile: PermissionProfile;
  settings: MountSettings;
  findVolume?: FindVolume;
}): Promise<MountOutcome> {
  const { profile, settings, findVolume } = options;
  const wanted = [
    ...(profile.read ?? []).map(text => ({ text, isWritable: false })),
    ...(profile.write ?? []).map(text => ({ text, isWritable: true })),
  ];
  const mounts: ResolvedMount[] = [];
  const problems: string[] = [];
  const places = new Set<string>();
  for (const { text, isWritable } of wanted) {
    try {
      const mount = parseMount(text);
      checkInside(mount.inside, places);
      const source = await findSource({
        mount,
        isWritable,
        settings,
        findVolume,
      });
      if (source === undefined) continue;
      const { dev, ino } = await checkKind(source, text);
      mounts.push({
        source,
        inside: mount.inside,
        isWritable,
        device: dev,
        inode: ino,
        isVolume: mount.kind === 'volume' && !settings.volumes[mount.name],
      });
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  return { mounts, problems: [...problems, ...nestingProblems(mounts)] };
}

/** The place of the inner one would be in the outer one, where the server can put a link in its stead. */
function nestingProblems(mounts: readonly ResolvedMount[]): string[] {
  return mounts.flatMap(inner =>
    mounts
      .filter(
        outer =>
          outer !== inner &&
          outer.isWritable &&
          isWithin(outer.inside, inner.inside),
      )
      .map(
        outer =>
          `The profile mounts ${inner.inside} below ${outer.inside}, which the server can write to. Mount it beside.`,
      ),
  );
}

function checkInside(inside: string, places: Set<string>): void {
  const reserved = RESERVED_PATHS.find(path => isWithin(path, inside));
  if (inside === '/' || reserved) {
    throw new Error(
      `The profile mounts something at ${inside}, which is the sandbox's own. Choose another path inside.`,
    );
  }
  if (places.has(inside)) {
    throw new Error(`The profile mounts two things at ${inside}`);
  }
  places.add(inside);
}

async function findSource(options: {
  mount: ProfileMount;
  isWritable: boolean;
  settings: MountSettings;
  findVolume?: FindVolume;
}): Promise<string | undefined> {
  const { mount, isWritable, settings, findVolume } = options;
  if (mount.kind === 'volume') {
    const shared = settings.volumes[mount.name];
    return shared ? realOf(shared) : findVolume?.(mount.name);
  }
  const real = await realOf(mount.source);
  const own = await realOf(settings.directory);
  if (isWithin(own, real) || isWithin(real, own)) {
    throw new Error(
      `The profile mounts ${mount.source}, where the sandboxes' own files are`,
    );
  }
  const roots = isWritable
    ? settings.write
    : [...settings.read, ...settings.write];
  for (const root of roots) {
    if (isWithin(await realOf(root), real)) return real;
  }
  throw new Error(
    `The profile mounts ${
      mount.source
    }, which is not below a folder of mounts.${
      isWritable ? 'write' : 'read'
    } in the configuration of the runtime driver`,
  );
}

async function checkKind(source: string, text: string) {
  const found = await stat(source);
  // A socket, such as that of a container engine, would be a way out whatever else holds.
  if (!found.isDirectory() && !found.isFile()) {
    throw new Error(
      `The profile mounts '${text}', which is neither a folder nor a file`,
    );
  }
  return found;
}

async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    throw new Error(`${path} is not there, or the gateway may not look at it`);
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}
