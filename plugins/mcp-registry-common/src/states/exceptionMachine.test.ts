import fc from 'fast-check';
import {
  EXCEPTION_EVENTS,
  EXCEPTION_STATES,
  exceptionStateAt,
  nextExceptionState,
} from './exceptionMachine';

describe('exceptions', () => {
  it('are decided only while requested, and end only once approved', () => {
    const moves = EXCEPTION_STATES.flatMap(state =>
      EXCEPTION_EVENTS.flatMap(event => {
        const next = nextExceptionState(state, event);
        expect(next.ok || next.reason.length > 10).toBe(true);
        return next.ok ? [[state, event, next.state]] : [];
      }),
    );
    expect(moves).toEqual([
      ['requested', 'approve', 'approved'],
      ['requested', 'deny', 'denied'],
      ['requested', 'withdraw', 'withdrawn'],
      ['requested', 'lapse', 'obsolete'],
      ['approved', 'end', 'ended'],
      ['approved', 'lapse', 'obsolete'],
      ['approved', 'revoke', 'revoked'],
    ]);
  });

  it('whatever happens, take at most two steps, and are approved at most once and by an approval alone', () => {
    expect(() =>
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(...EXCEPTION_EVENTS), { maxLength: 30 }),
          events => {
            // The model: what was said, in sets, without states.
            const said: string[] = [];
            let state: (typeof EXCEPTION_STATES)[number] = 'requested';
            for (const event of events) {
              const next = nextExceptionState(state, event);
              if (next.ok) {
                said.push(event);
                state = next.state;
              }
            }
            expect(said.length).toBeLessThanOrEqual(2);
            expect(state === 'approved').toBe(
              said.length === 1 && said[0] === 'approve',
            );
            expect(said.length < 2 || said[0] === 'approve').toBe(true);
          },
        ),
      ),
    ).not.toThrow();
  });

  it('are over at the very moment they say, and where that cannot be read', () => {
    const approved = (expiresAt: string) => ({
      state: 'approved' as const,
      expiresAt,
    });
    const end = '2026-12-01T10:00:00.000Z';
    const at = (now: string) => exceptionStateAt(approved(end), new Date(now));
    expect(at('2026-12-01T09:59:59.999Z')).toBe('approved');
    expect(at(end)).toBe('ended');
    expect(exceptionStateAt(approved('never'), new Date(end))).toBe('ended');
    expect(
      exceptionStateAt({ state: 'revoked', expiresAt: end }, new Date(0)),
    ).toBe('revoked');
  });
});
