import { readUsage } from './readUsage';
import { UsageHistory } from './UsageHistory';

const measured = (cpuSeconds: number, memoryBytes = 100) => ({
  ...{ cpuSeconds, memoryBytes, pids: 1, diskBytes: 0 },
});

describe('UsageHistory', () => {
  it('says how busy it was since the measurement before, and keeps a few', () => {
    const history = new UsageHistory();
    expect(history.toText()).toBeNull();
    history.add(measured(1), 0);
    expect(readUsage(history.toText())?.usage).not.toHaveProperty('cores');
    history.add(measured(6), 10_000);
    expect(readUsage(history.toText())).toEqual({
      usage: {
        ...{ at: '1970-01-01T00:00:10.000Z', cores: 0.5, cpuSeconds: 6 },
        ...{ memoryBytes: 100, pids: 1, diskBytes: 0 },
      },
      history: [
        { at: '1970-01-01T00:00:00.000Z', memoryBytes: 100 },
        { at: '1970-01-01T00:00:10.000Z', memoryBytes: 100, cores: 0.5 },
      ],
    });
    for (let turn = 0; turn < 100; turn += 1) {
      history.add(measured(6, turn), 20_000 + turn * 10_000);
    }
    const kept = readUsage(history.toText())!.history;
    expect(kept).toHaveLength(30);
    expect(kept.at(-1)?.memoryBytes).toBe(99);
  });

  it('is never less than idle, and not busy beyond measure where no time went by', () => {
    const history = new UsageHistory();
    history.add(measured(5), 0);
    history.add(measured(3), 10_000);
    expect(readUsage(history.toText())?.usage.cores).toBe(0);
    history.add(measured(9), 10_000);
    expect(readUsage(history.toText())?.usage).not.toHaveProperty('cores');
  });
});
