/** Everything but the time of day and what is measured by it goes its own way. */
const REAL = [
  'hrtime',
  'nextTick',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

/** The time of the whole process, which goes on by itself and jumps when a test says so. */
export function movableTime(): {
  pass(ms: number): void;
  restore(): void;
} {
  jest.useFakeTimers({ doNotFake: [...REAL], advanceTimers: 10 });
  return {
    pass: ms => jest.advanceTimersByTime(ms),
    restore: () => jest.useRealTimers(),
  };
}
