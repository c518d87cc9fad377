import fc from 'fast-check';
import {
  advanceAlert,
  type AlertEvent,
  type AlertStanding,
} from './advanceAlert';
import { dueAt } from './dueAt';

const DAY = 86_400_000;
const open: AlertStanding = {
  ...{ state: 'open', severity: 'medium', fingerprint: 'a', changedAt: 0 },
};
const raised = (more = {}): AlertEvent => ({
  ...{ type: 'raised', severity: 'medium', fingerprint: 'a', at: 1, ...more },
});
const step = (state: AlertStanding['state'], event: AlertEvent) => {
  const next = advanceAlert({ ...open, state }, event);
  return next && `${next.state} ${next.tells ?? '-'}`;
};

describe('an alert', () => {
  it.each<[AlertStanding['state'], AlertEvent, string | undefined]>([
    ['open', raised(), undefined],
    ['open', raised({ fingerprint: 'b' }), 'open changed'],
    ['open', raised({ severity: 'high' }), 'open changed'],
    ['acknowledged', raised(), undefined],
    ['acknowledged', raised({ fingerprint: 'b' }), 'acknowledged changed'],
    ['acknowledged', raised({ severity: 'critical' }), 'open changed'],
    ['resolved', raised(), 'open reopened'],
    ['dismissed', raised(), undefined],
    ['dismissed', raised({ fingerprint: 'b' }), 'open reopened'],
    ['dismissed', raised({ severity: 'high' }), 'open reopened'],
    ['dismissed', raised({ at: 31 * DAY }), 'open reopened'],
    ['open', { type: 'retracted', at: 1 }, 'resolved retracted'],
    ['acknowledged', { type: 'retracted', at: 1 }, 'resolved retracted'],
    ['resolved', { type: 'retracted', at: 1 }, undefined],
    ['dismissed', { type: 'retracted', at: 1 }, undefined],
    ['open', { type: 'acknowledge', at: 1 }, 'acknowledged -'],
    ['acknowledged', { type: 'acknowledge', at: 1 }, undefined],
    ['acknowledged', { type: 'resolve', at: 1 }, 'resolved -'],
    ['open', { type: 'dismiss', at: 1 }, 'dismissed -'],
    ['resolved', { type: 'dismiss', at: 1 }, undefined],
    ['resolved', { type: 'reopen', at: 1 }, 'open -'],
    ['dismissed', { type: 'reopen', at: 1 }, 'open -'],
    ['open', { type: 'reopen', at: 1 }, undefined],
  ])('that is %s: %j', (state, event, expected) => {
    expect(step(state, event)).toBe(expected);
  });

  it('begins with what a detector says, and with nothing else', () => {
    expect(advanceAlert(undefined, raised())).toMatchObject({
      ...{ state: 'open', tells: 'raised' },
    });
    for (const type of ['retracted', 'resolve', 'reopen'] as const) {
      expect(advanceAlert(undefined, { type, at: 1 })).toBeUndefined();
    }
  });

  it('tells the same result once, however often it comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), n => {
        let standing: AlertStanding | undefined;
        let told = 0;
        for (let i = 0; i < n; i += 1) {
          const next = advanceAlert(standing, raised({ at: i }));
          if (next?.tells) told += 1;
          standing = next ?? standing;
        }
        expect(told).toBe(1);
      }),
    );
  });
});

describe('quiet periods', () => {
  const night = { from: 18 * 60, to: 8 * 60, below: 'high' as const };
  const at = (text: string) => Date.parse(`2026-11-${text}Z`);

  it.each([
    ['27T12:00:00', 'medium', '27T12:00:00'],
    ['27T18:00:00', 'medium', '28T08:00:00'],
    ['28T07:59:59', 'low', '28T08:00:00'],
    ['28T08:00:00', 'low', '28T08:00:00'],
    ['27T23:00:00', 'high', '27T23:00:00'],
  ] as const)('at %s %s is told at %s', (now, severity, due) => {
    expect(dueAt(at(now), severity, [night])).toBe(at(due));
  });

  it('follow one another, and never lead on without end', () => {
    // 28 November 2026 is a Saturday.
    const weekend = {
      from: 0,
      to: 0,
      days: [0, 6],
      below: 'critical' as const,
    };
    expect(dueAt(at('27T20:00:00'), 'medium', [night, weekend])).toBe(
      at('30T08:00:00'),
    );
    const always = { from: 0, to: 0, below: 'critical' as const };
    expect(dueAt(at('27T20:00:00'), 'low', [always])).toBeGreaterThan(0);
  });
});
