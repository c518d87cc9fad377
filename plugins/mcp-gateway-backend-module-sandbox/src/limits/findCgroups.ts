import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cgroups } from './Cgroups';
import { CgroupsV1 } from './CgroupsV1';
import { CgroupsV2 } from './CgroupsV2';

const V1_CONTROLLERS = ['memory', 'pids', 'cpu', 'cpuacct'] as const;

/** The limits of the group that is made to see whether one can be made. */
const TRIAL = { memoryBytes: 64 * 1024 * 1024, pids: 16, cpu: 0.5 };

/**
 * Finds control groups that this process may make below its own, and tries them. Undefined where there are none: then the
 * weaker bounds hold.
 */
export function findCgroups(proc = '/proc/self'): Cgroups | undefined {
  try {
    const cgroups = readCgroups(
      readFileSync(`${proc}/cgroup`, 'utf8'),
      readFileSync(`${proc}/mountinfo`, 'utf8'),
    );
    cgroups?.create(`sallyport-trial-${process.pid}`, TRIAL).remove();
    return cgroups && cgroups.bounds.size > 0 ? cgroups : undefined;
  } catch {
    return undefined;
  }
}

function readCgroups(own: string, mounts: string): Cgroups | undefined {
  const paths = own
    .split('\n')
    .filter(Boolean)
    .map(line => line.split(':'))
    .map(([, names, ...path]) => ({
      names: names.split(','),
      path: path.join(':'),
    }));
  const mounted = mounts
    .split('\n')
    .map(line => line.split(' '))
    .map(fields => {
      const dash = fields.indexOf('-');
      const [type, , options = ''] = fields.slice(dash + 1);
      return {
        root: fields[3],
        point: fields[4],
        type,
        options: options.split(','),
      };
    });
  const folders = new Map(
    V1_CONTROLLERS.flatMap(controller => {
      const mount = mounted.find(
        ({ type, options }) =>
          type === 'cgroup' && options.includes(controller),
      );
      const at = paths.find(({ names }) => names.includes(controller));
      return mount && at
        ? [[controller, folderOf(mount, at.path)] as const]
        : [];
    }),
  );
  if (folders.size > 0) return CgroupsV1.create(folders);
  const unified = mounted.find(({ type }) => type === 'cgroup2');
  const at = paths.find(({ names }) => names[0] === '');
  return unified && at
    ? CgroupsV2.create(folderOf(unified, at.path))
    : undefined;
}

/** In a container the group's path may be that of the machine, and only its end, or nothing of it, is mounted. */
function folderOf(
  mount: { root: string; point: string },
  path: string,
): string {
  const { root, point } = mount;
  const below =
    root !== '/' && path.startsWith(root) ? path.slice(root.length) : path;
  const folder = join(point, below);
  return existsSync(folder) ? folder : point;
}
