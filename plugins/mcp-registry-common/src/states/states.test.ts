import fc from 'fast-check';
import {
  ACCESS_REQUEST_EVENTS,
  ACCESS_REQUEST_STATES,
  nextAccessRequestState,
} from './accessRequestMachine';
import {
  GRANT_EVENTS,
  GRANT_STATES,
  grantStateAt,
  nextGrantState,
} from './grantMachine';
import {
  nextRevisionState,
  REVISION_EVENTS,
  REVISION_STATES,
} from './revisionMachine';
import {
  NEW_SERVER_LIFE,
  nextServerLife,
  SERVER_EVENTS,
  SERVER_STATUSES,
  serverStatus,
} from './serverMachine';

const life = fc
  .record({
    retired: fc.boolean(),
    ended: fc.boolean(),
    deprecated: fc.boolean(),
    suspended: fc.boolean(),
    approved: fc.boolean(),
    pending: fc.boolean(),
  })
  .map(facts => ({ ...facts, retired: facts.retired || facts.ended }));

describe('access requests', () => {
  it('answer to every event in every state, with a state or a reason', () => {
    expect(() =>
      fc.assert(
        fc.property(
          fc.constantFrom(...ACCESS_REQUEST_STATES),
          fc.constantFrom(...ACCESS_REQUEST_EVENTS),
          (state, event) => {
            const next = nextAccessRequestState(state, event);
            return next.ok
              ? ACCESS_REQUEST_STATES.includes(next.state) &&
                  next.state !== state
              : next.reason.length > 0;
          },
        ),
      ),
    ).not.toThrow();
  });

  it('are decided at most once between two times of being pending', () => {
    expect(() =>
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(...ACCESS_REQUEST_EVENTS)),
          events => {
            let state: (typeof ACCESS_REQUEST_STATES)[number] = 'pending';
            return events.every(event => {
              const next = nextAccessRequestState(state, event);
              const before = state;
              state = next.ok ? next.state : state;
              // Every step either leaves pending or returns to it; nothing turns a decision into another.
              return !next.ok || [before, state].includes('pending');
            });
          },
        ),
      ),
    ).not.toThrow();
  });

  it('stay withdrawn', () => {
    for (const event of ACCESS_REQUEST_EVENTS) {
      expect(nextAccessRequestState('withdrawn', event).ok).toBe(false);
    }
  });
});

describe('grants', () => {
  it('end once and for all', () => {
    expect(() =>
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(...GRANT_EVENTS), { minLength: 1 }),
          events => {
            let state: (typeof GRANT_STATES)[number] = 'active';
            let steps = 0;
            for (const event of events) {
              const next = nextGrantState(state, event);
              if (next.ok) {
                state = next.state;
                steps += 1;
              }
            }
            const hasEnded = state === 'expired' || state === 'revoked';
            expect(hasEnded).toBe(
              events.includes('expire') || events.includes('revoke'),
            );
            // Nothing happens after the end.
            const end = events.findIndex(event =>
              ['expire', 'revoke'].includes(event),
            );
            expect(steps).toBeLessThanOrEqual(
              end < 0 ? events.length : end + 1,
            );
          },
        ),
      ),
    ).not.toThrow();
  });

  it('are over at the very moment they say', () => {
    const grant = {
      state: 'active' as const,
      expiresAt: '2026-11-23T10:00:00.000Z',
    };
    expect(grantStateAt(grant, new Date('2026-11-23T09:59:59.999Z'))).toBe(
      'active',
    );
    expect(grantStateAt(grant, new Date('2026-11-23T10:00:00.000Z'))).toBe(
      'expired',
    );
    expect(
      grantStateAt({ ...grant, state: 'revoked' }, new Date('2030-01-01')),
    ).toBe('revoked');
  });
});

describe('revisions', () => {
  it('are decided only from submitted', () => {
    const decided = REVISION_STATES.flatMap(state =>
      REVISION_EVENTS.flatMap(event => {
        const next = nextRevisionState(state, event);
        return next.ok ? [[state, event, next.state]] : [];
      }),
    );
    expect(decided).toEqual([
      ['draft', 'submit', 'submitted'],
      ['draft', 'supersede', 'superseded'],
      ['submitted', 'approve', 'approved'],
      ['submitted', 'reject', 'rejected'],
      ['submitted', 'request-changes', 'changes-requested'],
      ['submitted', 'supersede', 'superseded'],
      ['approved', 'replace', 'replaced'],
      ['rejected', 'resubmit', 'submitted'],
      ['changes-requested', 'resubmit', 'submitted'],
      ['superseded', 'resubmit', 'submitted'],
      ['replaced', 'resubmit', 'submitted'],
      ['replaced', 'restore', 'approved'],
    ]);
  });
});

describe('servers', () => {
  it('have one status for every combination of facts', () => {
    expect(() =>
      fc.assert(
        fc.property(life, facts =>
          SERVER_STATUSES.includes(serverStatus(facts)),
        ),
      ),
    ).not.toThrow();
  });

  it('are active only if approved, not stopped and there', () => {
    expect(() =>
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(...SERVER_EVENTS), { maxLength: 40 }),
          events => {
            let facts = { ...NEW_SERVER_LIFE };
            const went: string[] = [];
            for (const event of events) {
              const next = nextServerLife(facts, event);
              if (next.ok) {
                facts = next.state;
                went.push(event);
              }
            }
            // Said in another way than the machine does: by what happened last of each pair.
            const isOn = (on: string, off: string) =>
              went.lastIndexOf(on) > went.lastIndexOf(off);
            const isServed =
              went.includes('approve') &&
              !went.includes('end') &&
              !isOn('suspend', 'resume') &&
              !isOn('retire', 'return');
            expect(['active', 'deprecated'].includes(serverStatus(facts))).toBe(
              isServed,
            );
            expect(serverStatus(facts) === 'deprecated').toBe(
              isServed && isOn('deprecate', 'keep'),
            );
            // Nothing happens after the end.
            expect(went.indexOf('end') + 1 || went.length).toBe(went.length);
          },
        ),
      ),
    ).not.toThrow();
  });

  it('can be stopped in every state that is not stopped', () => {
    expect(() =>
      fc.assert(
        fc.property(life, facts => {
          const next = nextServerLife(facts, 'suspend');
          return next.ok === (!facts.suspended && !facts.ended);
        }),
      ),
    ).not.toThrow();
  });

  it('end from wherever they are, and never come back', () => {
    expect(() =>
      fc.assert(
        fc.property(
          life.filter(facts => !facts.ended),
          fc.constantFrom(...SERVER_EVENTS),
          (facts, event) => {
            const gone = nextServerLife(facts, 'end');
            expect(gone.ok && serverStatus(gone.state)).toBe('retired');
            expect(gone.ok && nextServerLife(gone.state, event).ok).toBe(false);
          },
        ),
      ),
    ).not.toThrow();
  });

  it('come back from retirement as they were', () => {
    expect(() =>
      fc.assert(
        fc.property(
          life.filter(facts => !facts.retired),
          facts => {
            const gone = nextServerLife(facts, 'retire');
            expect(gone).toMatchObject({ ok: true, state: { retired: true } });
            expect(gone.ok && nextServerLife(gone.state, 'return')).toEqual({
              ok: true,
              state: facts,
            });
          },
        ),
      ),
    ).not.toThrow();
  });
});
