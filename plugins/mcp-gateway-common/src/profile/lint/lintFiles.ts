import { parseMount, type ProfileMount } from '../parseMount';
import type { PermissionProfile } from '../permissionProfile';
import { RESERVED_PATHS } from '../RESERVED_PATHS';
import { isPathWithin } from './isPathWithin';
import { lintSource } from './lintSource';
import type { LintedServer } from './lintProfile';
import { profileFinding, type ProfileFinding } from './ProfileFinding';

interface Found {
  mount: ProfileMount;
  path: string;
  isWritable: boolean;
}

/** Where programs find files without any mount. */
const OWN_PLACES = [...RESERVED_PATHS, '/tmp'];

/** What is to be said of the files that a server can read and write. */
export function lintFiles(
  profile: PermissionProfile,
  server: LintedServer,
): ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  const mounts: Found[] = [];
  const read = (kind: 'read' | 'write') =>
    profile[kind]?.forEach((text, index) => {
      const path = `${kind}[${index}]`;
      try {
        const mount = parseMount(text);
        mounts.push({ mount, path, isWritable: kind === 'write' });
      } catch {
        findings.push(
          profileFinding('files.not-a-mount', path, { value: text }),
        );
      }
    });
  read('read');
  read('write');
  const isApart = (server.isolation ?? 'shared') !== 'shared';
  for (const { mount, path, isWritable } of mounts) {
    if (mount.kind !== 'path') continue;
    findings.push(...lintSource(mount.source, { path, isWritable }));
    if (isWritable && isApart) {
      findings.push(
        profileFinding('files.shared', path, { value: mount.source }),
      );
    }
  }
  return [...findings, ...lintPlaces(mounts), ...lintArguments(mounts, server)];
}

/** Where things are inside. */
function lintPlaces(mounts: readonly Found[]): ProfileFinding[] {
  const places = new Set<string>();
  return mounts.flatMap(found => {
    const { path } = found;
    const value = found.mount.inside;
    const isTwice = places.has(value);
    places.add(value);
    if (value === '/' || RESERVED_PATHS.some(at => isPathWithin(at, value))) {
      return [profileFinding('files.reserved', path, { value })];
    }
    if (isTwice) return [profileFinding('files.twice', path, { value })];
    const isNested = mounts.some(
      outer =>
        outer !== found &&
        outer.isWritable &&
        isPathWithin(outer.mount.inside, value),
    );
    return isNested ? [profileFinding('files.nested', path, { value })] : [];
  });
}

/** A path that nothing provides is mostly a folder that somebody forgot, and the server ends at once. */
function lintArguments(
  mounts: readonly Found[],
  { run }: LintedServer,
): ProfileFinding[] {
  return (run?.args ?? []).flatMap((argument, index) => {
    const value = /^(?:--?[\w-]+=)?(\/[^\s:]*)$/.exec(argument)?.[1];
    if (!value || value === '/') return [];
    const isThere =
      OWN_PLACES.some(at => isPathWithin(at, value)) ||
      mounts.some(({ mount }) => isPathWithin(mount.inside, value));
    return isThere
      ? []
      : [profileFinding('files.not-mounted', `run.args[${index}]`, { value })];
  });
}
