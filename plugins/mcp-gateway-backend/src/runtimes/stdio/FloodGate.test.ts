import { ManualClock } from '../../access/__testUtils__/ManualClock';
import { FloodGate } from './FloodGate';

describe('FloodGate', () => {
  it('lets two seconds’ worth through at once, and then waits for what is too much', () => {
    const clock = new ManualClock();
    const gate = new FloodGate({
      clock,
      limits: { bytesPerSecond: 100, messagesPerSecond: 10, junk: 3 },
    });
    expect(gate.spend({ bytes: 200, messages: 0 })).toBe(0);
    expect(gate.spend({ bytes: 50, messages: 0 })).toBe(500);
    clock.advance(500);
    expect(gate.spend({ bytes: 0, messages: 20 })).toBe(0);
    expect(gate.spend({ bytes: 0, messages: 5 })).toBe(500);
    clock.advance(60_000);
    expect(gate.spend({ bytes: 200, messages: 20 })).toBe(0);
  });

  it('forgives a little junk, and more of it with time', () => {
    const clock = new ManualClock();
    const gate = new FloodGate({
      clock,
      limits: { bytesPerSecond: 1, messagesPerSecond: 1, junk: 3 },
    });
    const many = (count: number) =>
      Array.from({ length: count }, () => gate.junk());
    expect(many(4)).toEqual([false, false, false, true]);
    clock.advance(1_000);
    expect(many(3)).toEqual([false, false, false]);
  });
});
