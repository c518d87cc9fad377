import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { CgroupsV1 } from './CgroupsV1';

describe('CgroupsV1', () => {
  const folder = createMockDirectory();
  const at = (path: string) => folder.resolve(path);
  const read = (path: string) => readFileSync(at(path), 'utf8');

  beforeEach(() => {
    folder.clear();
    for (const name of ['memory', 'pids', 'cpu']) mkdirSync(at(name));
  });

  const create = () =>
    CgroupsV1.create(
      new Map([
        ['memory', at('memory')],
        ['pids', at('pids')],
        ['cpu', at('cpu')],
        ['cpuacct', at('cpu')],
      ]),
    );

  it('sets bounds, takes processes and shows what they use', () => {
    const groups = create();
    expect([...groups.bounds]).toEqual(['memory', 'pids', 'cpu']);
    expect(groups.folders('x')).toEqual([
      at('memory/x'),
      at('pids/x'),
      at('cpu/x'),
    ]);
    const group = groups.create('x', {
      memoryBytes: 1024,
      pids: 20,
      cpu: 0.25,
    });
    expect(read('memory/x/memory.limit_in_bytes')).toBe('1024');
    expect(read('pids/x/pids.max')).toBe('20');
    expect(read('cpu/x/cpu.cfs_quota_us')).toBe('25000');
    group.add(4711);
    expect(read('cpu/x/cgroup.procs')).toBe('4711');
    expect(group.usage()).toEqual({ outOfMemory: 0 });
    writeFileSync(at('memory/x/memory.usage_in_bytes'), '5000\n');
    writeFileSync(
      at('memory/x/memory.stat'),
      'cache 9\ntotal_inactive_file 1000\n',
    );
    writeFileSync(
      at('memory/x/memory.oom_control'),
      'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
    );
    writeFileSync(at('pids/x/pids.current'), '7\n');
    writeFileSync(at('cpu/x/cpuacct.usage'), '1500000000\n');
    expect(group.usage()).toEqual({
      memoryBytes: 4000,
      pids: 7,
      cpuSeconds: 1.5,
      outOfMemory: 2,
    });
  });

  it('leaves none where one tree refuses', () => {
    const groups = CgroupsV1.create(
      new Map([
        ['memory', at('memory')],
        ['pids', at('gone')],
      ]),
    );
    expect(() =>
      groups.create('x', { memoryBytes: 1, pids: 1, cpu: 1 }),
    ).toThrow('ENOENT');
    expect(() => read('memory/x/memory.limit_in_bytes')).toThrow('ENOENT');
  });
});
