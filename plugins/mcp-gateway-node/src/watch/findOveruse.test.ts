import { DEFAULT_LIMITS } from '../runtimes/effectiveLimits';
import { findOveruse } from './findOveruse';
import type { Overuse } from './Overuse';
import type { Reading } from './Reading';

const READING: Reading = {
  memoryBytes: 1,
  cpuSeconds: 1,
  pids: 1,
  diskBytes: 1,
  mountBytes: 1,
  outOfMemory: 0,
};

describe('findOveruse', () => {
  const find = (
    change: Partial<Parameters<typeof findOveruse>[0]> = {},
    ...hard: Overuse[]
  ) =>
    findOveruse({
      reading: READING,
      recentCpuSeconds: 0,
      limits: DEFAULT_LIMITS,
      hard: new Set(hard),
      ...change,
    });

  it('finds none where all is well', () => {
    expect(find()).toBeUndefined();
  });

  const over: [Overuse, Partial<Parameters<typeof findOveruse>[0]>][] = [
    [
      'memory',
      { reading: { ...READING, memoryBytes: DEFAULT_LIMITS.memoryBytes + 1 } },
    ],
    ['pids', { reading: { ...READING, pids: DEFAULT_LIMITS.pids + 1 } }],
    [
      'disk',
      { reading: { ...READING, mountBytes: DEFAULT_LIMITS.diskBytes + 1 } },
    ],
    ['cpu', { recentCpuSeconds: 15.1 }],
  ];

  it.each(over)('finds %s where it is watched', (bound, change) => {
    expect(find(change)).toBe(bound);
  });

  it.each(over.filter(([bound]) => bound !== 'disk'))(
    'leaves %s to the kernel where that keeps it',
    (bound, change) => {
      expect(find(change, bound)).toBeUndefined();
    },
  );

  it('ends what the kernel has begun to end', () => {
    expect(find({ reading: { ...READING, outOfMemory: 1 } }, 'memory')).toBe(
      'memory',
    );
  });
});
