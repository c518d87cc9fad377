import { DEFAULT_LIMITS } from '../runtimes/effectiveLimits';
import type { Overuse } from './Overuse';
import type { Reading } from './Reading';
import { Watch } from './Watch';

const READING: Reading = {
  memoryBytes: 1,
  cpuSeconds: 0,
  pids: 1,
  diskBytes: 1,
  mountBytes: 1,
  outOfMemory: 0,
};

describe('Watch', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function watch(read: () => Reading, hard: Overuse[] = []) {
    const over: Overuse[] = [];
    const errors: string[] = [];
    let looks = 0;
    const watching = Watch.start({
      read: async () => {
        looks++;
        return read();
      },
      limits: DEFAULT_LIMITS,
      hard: new Set(hard),
      onOveruse: bound => over.push(bound),
      onError: error => errors.push(error.message),
    });
    return { over, errors, watching, looks: () => looks };
  }

  it('looks every second, and twice where nothing else keeps memory', async () => {
    const one = watch(() => READING, ['memory']);
    const other = watch(() => READING);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(one.looks()).toBe(10);
    expect(other.looks()).toBe(20);
    expect(one.over).toEqual([]);
  });

  it('looks more often when it gets close, and says once when it is too much', async () => {
    let memoryBytes = DEFAULT_LIMITS.memoryBytes * 0.6;
    const one = watch(() => ({ ...READING, memoryBytes }));
    await jest.advanceTimersByTimeAsync(500);
    expect(one.looks()).toBe(1);
    await jest.advanceTimersByTimeAsync(1000);
    expect(one.looks()).toBe(6);
    memoryBytes = DEFAULT_LIMITS.memoryBytes + 1;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(one.over).toEqual(['memory']);
    expect(one.looks()).toBe(7);
  });

  it('counts processor time over a while: a burst is none, going on is', async () => {
    let cpuSeconds = 0;
    let each = 1;
    const one = watch(() => {
      cpuSeconds += each;
      return { ...READING, cpuSeconds };
    }, ['memory']);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(one.over).toEqual([]);
    each = 2;
    await jest.advanceTimersByTimeAsync(20_000);
    expect(one.over).toEqual(['cpu']);
  });

  it('goes on after a look that failed, and not after it was stopped', async () => {
    let isBroken = true;
    const one = watch(() => {
      if (isBroken) throw new Error('not now');
      return { ...READING, pids: 1_000 };
    });
    await jest.advanceTimersByTimeAsync(1000);
    expect(one.errors).toEqual(['not now', 'not now']);
    isBroken = false;
    await jest.advanceTimersByTimeAsync(1000);
    expect(one.over).toEqual(['pids']);

    const other = watch(() => READING);
    other.watching.stop();
    await jest.advanceTimersByTimeAsync(5000);
    expect(other.looks()).toBe(0);
  });
});
