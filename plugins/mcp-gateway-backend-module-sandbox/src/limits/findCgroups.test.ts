import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { findCgroups } from './findCgroups';

/** Folders in the place of the kernel's: they take every number, and show none. */
describe('findCgroups', () => {
  const folder = createMockDirectory();
  const at = (path: string) => folder.resolve(path);

  beforeEach(() => folder.clear());

  function setUp(cgroup: string[], mounts: string[], folders: string[]) {
    mkdirSync(at('proc'), { recursive: true });
    for (const path of folders) mkdirSync(at(path), { recursive: true });
    writeFileSync(at('proc/cgroup'), cgroup.map(line => `${line}\n`).join(''));
    const lines = mounts.map(
      line => `30 23 0:28 ${line.replaceAll('@', folder.path)}\n`,
    );
    writeFileSync(at('proc/mountinfo'), lines.join(''));
    return () => findCgroups(at('proc'));
  }
  const read = (path: string) => readFileSync(at(path), 'utf8');

  const V1 = [
    '/ @/memory rw - cgroup cgroup rw,memory',
    '/ @/pids rw - cgroup cgroup rw,pids',
    '/ @/cpu rw - cgroup cgroup rw,cpu,cpuacct',
    '/ @/unified rw - cgroup2 cgroup2 rw',
  ];

  it('makes a group of the first version in every tree, below its own', () => {
    const find = setUp(
      ['4:memory:/own/a:b', '3:pids:/', '2:cpu,cpuacct:/own', '0::/'],
      V1,
      ['memory/own/a:b', 'pids', 'cpu/own', 'unified'],
    );
    // The trial has to be removed: real folders of the kernel go with their files, these do not.
    expect(find()).toBeUndefined();
    expect(readdirSync(at('memory/own/a:b'))).toEqual([
      `sallyport-trial-${process.pid}`,
    ]);
    expect(
      read(
        `memory/own/a:b/sallyport-trial-${process.pid}/memory.limit_in_bytes`,
      ),
    ).toBe('67108864');
    expect(read(`pids/sallyport-trial-${process.pid}/pids.max`)).toBe('16');
    expect(
      read(`cpu/own/sallyport-trial-${process.pid}/cpu.cfs_quota_us`),
    ).toBe('50000');
  });

  it('finds none where there is nothing to make groups in', () => {
    expect(setUp([], [], [])()).toBeUndefined();
    expect(findCgroups(at('nowhere'))).toBeUndefined();
    const find = setUp(
      ['0::/own'],
      ['/ @/unified rw - cgroup2 cgroup2 rw'],
      ['unified/own'],
    );
    writeFileSync(at('unified/own/cgroup.controllers'), 'cpu hugetlb');
    expect(find()).toBeUndefined();
    expect(readdirSync(at('unified/own'))).toEqual(['cgroup.controllers']);
  });
});
