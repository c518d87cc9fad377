import fc from 'fast-check';
import {
  liftObstacle,
  nextStopState,
  STOP_EVENTS,
  STOP_STATES,
  type StopState,
  stopStateAt,
} from './stopMachine';

describe('stops', () => {
  it('answer to every event in every state, with another state or a reason', () => {
    for (const state of STOP_STATES) {
      for (const event of STOP_EVENTS) {
        const next = nextStopState(state, event);
        const said = next.ok ? next.state : next.reason;
        expect(said).not.toBe(state);
        expect(next.ok || said.endsWith('.')).toBe(true);
      }
    }
  });

  it('never hold again once they have ended, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STOP_EVENTS)), events => {
        let state: StopState = 'active';
        let isOver = false;
        for (const event of events) {
          const next = nextStopState(state, event);
          if (next.ok) state = next.state;
          expect(isOver && state === 'active').toBe(false);
          isOver = state !== 'active';
        }
      }),
    );
  });

  it.each([
    ['active', 0, 'ended'],
    ['active', 1, 'active'],
    ['proposed', 0, 'dismissed'],
    ['lifted', 0, 'lifted'],
  ] as const)('%s %s ms before its end is %s', (state, left, expected) => {
    const now = new Date('2026-11-29T12:00:00.000Z');
    const endsAt = new Date(now.getTime() + left).toISOString();
    expect(stopStateAt({ state, endsAt }, now)).toBe(expected);
    expect(stopStateAt({ state }, now)).toBe(state);
    expect(stopStateAt({ state, endsAt: 'soon' }, now)).toBe(state);
  });

  it.each([
    ['own', 'user:default/carol', 'security'],
    ['own', 'user:default/chris', 'security'],
    ['hit', 'user:default/alice', 'security'],
    ['authority', 'user:default/bob', 'owner'],
    ['authority', 'user:default/dave', undefined],
    [undefined, 'user:default/erin', 'security'],
  ] as const)(
    '%s keeps %s as %s from lifting',
    (why, userEntityRef, authority) => {
      const stop = {
        kind: 'person',
        subject: 'user:default/alice',
        stoppedBy: ['user:default/carol', 'user:default/chris'],
        authority: 'security' as const,
      };
      expect(liftObstacle(stop, { userEntityRef, authority })).toBe(why);
    },
  );
});
