import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { CgroupsV2 } from './CgroupsV2';

/** Plain folders in the place of the kernel's: what is written where. That the kernel keeps it is not shown here. */
describe('CgroupsV2', () => {
  const folder = createMockDirectory();
  const at = (path: string) => folder.resolve(path);
  const read = (path: string) => readFileSync(at(path), 'utf8');

  beforeEach(() => {
    folder.clear();
    mkdirSync(at('own'));
    writeFileSync(at('own/cgroup.controllers'), 'cpuset cpu io memory pids\n');
    writeFileSync(at('own/cgroup.procs'), '11\n12\n');
  });

  it('moves aside, turns controllers on, and makes groups beside itself', () => {
    const groups = CgroupsV2.create(at('own'));
    // The kernel takes one number at a write; this file keeps the last.
    expect(read('own/sallyport-gateway/cgroup.procs')).toBe('12');
    expect(read('own/cgroup.subtree_control')).toBe('+memory +pids +cpu');
    const group = groups.create('x', { memoryBytes: 2048, pids: 9, cpu: 1.5 });
    expect(read('own/x/memory.max')).toBe('2048');
    expect(read('own/x/pids.max')).toBe('9');
    expect(read('own/x/cpu.max')).toBe('150000 100000');
    group.add(42);
    expect(read('own/x/cgroup.procs')).toBe('42');
    writeFileSync(at('own/x/memory.current'), '900\n');
    writeFileSync(at('own/x/memory.stat'), 'anon 1\ninactive_file 100\n');
    writeFileSync(at('own/x/memory.events'), 'low 0\noom 1\noom_kill 1\n');
    writeFileSync(at('own/x/pids.current'), '3\n');
    writeFileSync(at('own/x/cpu.stat'), 'usage_usec 2500000\nuser_usec 1\n');
    expect(group.usage()).toEqual({
      memoryBytes: 800,
      pids: 3,
      cpuSeconds: 2.5,
      outOfMemory: 1,
    });
  });

  it('changes nothing where a controller is missing', () => {
    writeFileSync(at('own/cgroup.controllers'), 'cpu pids\n');
    expect(() => CgroupsV2.create(at('own'))).toThrow('No memory');
    expect(() => read('own/cgroup.subtree_control')).toThrow('ENOENT');
  });
});
