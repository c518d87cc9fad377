import { ManualClock } from '../access/__testUtils__/ManualClock';
import { backOffMs } from './backOff';
import { BackOffs } from './BackOffs';

describe('BackOffs', () => {
  const clock = new ManualClock();
  const backOffs = BackOffs.create({ clock });
  const failed = (ranMs: number) =>
    backOffs.failed('one', { ranMs, why: 'It broke.' });

  it('forgives one failure, then waits longer each time, within bounds', () => {
    expect([0, 1, 2, 3, 4].map(backOffMs)).toEqual([0, 0, 1000, 2000, 4000]);
    expect(backOffMs(1_000_000)).toBe(300_000);
    failed(10);
    expect(backOffs.of('one')).toBeUndefined();
    failed(10);
    expect(backOffs.of('one')).toEqual({ waitMs: 1000, why: 'It broke.' });
    expect(backOffs.of('another')).toBeUndefined();
    clock.advance(1000);
    expect(backOffs.of('one')).toBeUndefined();
    failed(10);
    expect(backOffs.of('one')?.waitMs).toBe(2000);
  });

  it('begins anew for one that ran for a while, and when somebody has seen to it', () => {
    failed(120_000);
    expect(backOffs.of('one')).toBeUndefined();
    failed(10);
    expect(backOffs.of('one')).toBeDefined();
    backOffs.forget(key => key === 'one');
    expect(backOffs.of('one')).toBeUndefined();
  });
});
