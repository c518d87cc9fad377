import fc from 'fast-check';
import {
  nextRuntimeState,
  RUNTIME_EVENTS,
  RUNTIME_STATES,
  type RuntimeEvent,
  type RuntimeState,
  takesCalls,
} from './runtimeMachine';

const events = fc.array(fc.constantFrom(...RUNTIME_EVENTS), { maxLength: 30 });
const run = (sequence: readonly RuntimeEvent[]): RuntimeState[] =>
  sequence.reduce<RuntimeState[]>(
    (states, event) => [...states, nextRuntimeState(states.at(-1)!, event)],
    ['starting'],
  );

describe('the life of a runtime', () => {
  it('never takes calls again when it has stopped taking them', () => {
    fc.assert(
      fc.property(events, sequence => {
        const taken = run(sequence).map(takesCalls);
        const end = taken.indexOf(false);
        expect(end === -1 || taken.slice(end).every(one => !one)).toBe(true);
      }),
    );
  });

  it('is over once nothing of it is left, and never before', () => {
    fc.assert(
      fc.property(events, sequence => {
        const states = run(sequence);
        const exited = sequence.indexOf('exited');
        expect(states.indexOf('ended')).toBe(exited === -1 ? -1 : exited + 1);
        expect(states.at(-1) === 'ended').toBe(exited !== -1);
      }),
    );
  });

  it('goes forward only', () => {
    fc.assert(
      fc.property(events, sequence => {
        const places = run(sequence).map(state =>
          RUNTIME_STATES.indexOf(state),
        );
        expect(places).toEqual([...places].sort((a, b) => a - b));
      }),
    );
  });

  it.each(['withdrawn', 'stop-asked', 'shutdown', 'unruly'] as const)(
    '%s ends it wherever it is',
    event => {
      for (const state of ['starting', 'running', 'draining'] as const) {
        expect(nextRuntimeState(state, event)).toBe('stopping');
      }
    },
  );

  it('lets calls finish when it is replaced, and is not hurried by idleness then', () => {
    expect(nextRuntimeState('running', 'replaced')).toBe('draining');
    expect(nextRuntimeState('running', 'restart-asked')).toBe('draining');
    expect(nextRuntimeState('draining', 'idle')).toBe('draining');
    expect(nextRuntimeState('draining', 'drained')).toBe('stopping');
    expect(nextRuntimeState('draining', 'drain-over')).toBe('stopping');
  });

  it('is stopped, not drained, where it has not even started', () => {
    expect(nextRuntimeState('starting', 'replaced')).toBe('stopping');
  });
});
