import fc from 'fast-check';
import type { ToolPrint } from './toolPrint';
import {
  departureOf,
  nextStanding,
  type ToolApproval,
  type ToolEvent,
  type ToolStanding,
} from './toolStanding';

const print = (digest: string, more: Partial<ToolPrint> = {}): ToolPrint => ({
  digest,
  effect: 'changes',
  closedWorld: false,
  idempotent: false,
  ...more,
});
const at = (decision: number) => new Date(decision * 1000).toISOString();
const approval = (decision: number, approved?: ToolPrint): ToolApproval => ({
  settledAt: at(decision),
  ...(approved && { approved }),
});

/** Applies events one after the other, all under the same decision. */
function after(events: ToolEvent[], under: ToolApproval) {
  return events.reduce<ToolStanding | undefined>(
    (standing, event) => nextStanding(standing, event, under),
    undefined,
  );
}
const seen = (tool: ToolPrint): ToolEvent => ({ type: 'seen', print: tool });

describe('departureOf', () => {
  it.each([
    ['other words', print('b'), 'changed'],
    ['reads instead of changes', print('a', { effect: 'reads' }), 'changed'],
    [
      'destroys instead of changes',
      print('a', { effect: 'destroys' }),
      undefined,
    ],
    ['stays within its system', print('a', { closedWorld: true }), 'changed'],
    ['may be repeated', print('a', { idempotent: true }), 'changed'],
    ['the same', print('a'), undefined],
    ['nothing', null, 'removed'],
  ])('takes %s for what it is', (_, live, departure) => {
    expect(departureOf(live, print('a'))).toBe(departure);
  });

  it('takes annotations that claim more harm than approved for no departure', () => {
    const calm = print('a', {
      effect: 'reads',
      closedWorld: true,
      idempotent: true,
    });
    expect(
      departureOf(print('a', { effect: 'destroys' }), calm),
    ).toBeUndefined();
  });

  it('takes a tool that nobody approved for added', () => {
    expect(departureOf(print('a'), undefined)).toBe('added');
  });
});

describe('nextStanding', () => {
  it('keeps a tool that changes back and forth until somebody decides (T1)', () => {
    const under = approval(1, print('a'));
    const held = after(
      [seen(print('a')), seen(print('b')), seen(print('a'))],
      under,
    );
    expect(held).toMatchObject({
      departure: 'returned',
      reason: 'seen-as-approved-again',
    });
    expect(
      nextStanding(held, { type: 'decided' }, approval(2, print('a'))),
    ).toEqual({
      reason: 'decided-as-seen',
      seen: print('a'),
      settledAt: at(2),
    });
  });

  it('keeps it over a decision that does not approve what is seen', () => {
    const held = after([seen(print('b'))], approval(1, print('a')));
    expect(
      nextStanding(held, { type: 'decided' }, approval(2, print('c'))),
    ).toMatchObject({ departure: 'changed', reason: 'decided-otherwise' });
  });

  it('holds a tool at once when what was seen is no longer approved: after a rollback', () => {
    const held = after([seen(print('b'))], approval(1, print('a')));
    const approved = nextStanding(
      held,
      { type: 'decided' },
      approval(2, print('b')),
    );
    expect(approved?.departure).toBeUndefined();
    expect(
      nextStanding(approved, { type: 'decided' }, approval(3, print('a'))),
    ).toMatchObject({ departure: 'changed', reason: 'decided-ahead' });
  });

  it('lets a tool go when the server follows a decision that came first, such as another version', () => {
    const served = after([seen(print('a'))], approval(1, print('a')));
    const next = approval(2, print('b'));
    const ahead = nextStanding(served, { type: 'decided' }, next);
    expect(ahead?.departure).toBe('changed');
    expect(nextStanding(ahead, seen(print('a')), next)).toBe(ahead);
    expect(nextStanding(ahead, seen(print('b')), next)?.departure).toBe(
      undefined,
    );
    // What is neither is the server's own doing.
    const own = nextStanding(ahead, seen(print('c')), next);
    expect(nextStanding(own, seen(print('b')), next)?.departure).toBe(
      'returned',
    );
  });

  it('holds what is removed, and when it is back', () => {
    const under = approval(1, print('a'));
    const removed = after([{ type: 'missing' }], under);
    expect(removed).toMatchObject({ departure: 'removed', seen: null });
    expect(nextStanding(removed, seen(print('a')), under)).toMatchObject({
      departure: 'returned',
    });
  });
});

/**
 * The independent model. It replays the log of what was seen, decision by decision, with two questions: has the server done
 * something that nobody approved (`guilty`), and does it still list what it listed before the decision (`behind`)?
 */
class Log {
  readonly #entries: { decision: number; seen?: ToolPrint | null }[] = [];

  #newest() {
    return Math.max(-1, ...this.#entries.map(({ decision }) => decision));
  }

  add(decision: number, what?: ToolPrint | null) {
    const isFirst = this.#entries.every(entry => entry.seen === undefined);
    // A decision about what was never seen, and a replica that lags behind those who wrote: nothing is noted.
    if (what === undefined && isFirst) return;
    if (decision < this.#newest()) return;
    this.#entries.push({ decision, seen: what });
  }

  isHeld(viewer: number, approvedBy: (ToolPrint | undefined)[]): boolean {
    const last = Math.max(viewer, this.#newest());
    const departs = (
      what: ToolPrint | null,
      approved: ToolPrint | undefined,
    ) => {
      if (what === null || !approved) return what !== null || !!approved;
      return what.digest !== approved.digest || what.effect !== approved.effect;
    };
    let guilty = false;
    let behind = false;
    let lastSeen: ToolPrint | null | undefined;
    for (const decision of approvedBy.keys()) {
      if (decision > last) break;
      const departsFrom = (what: ToolPrint | null) =>
        departs(what, approvedBy[decision]);
      const isOff = lastSeen !== undefined && departsFrom(lastSeen);
      behind = isOff && !guilty;
      guilty = isOff && guilty;
      for (const { decision: under, seen: what } of this.#entries) {
        if (under !== decision || what === undefined) continue;
        const isEcho = behind && what?.digest === lastSeen?.digest;
        if (!isEcho) {
          guilty ||= departsFrom(what);
          behind = false;
        }
        lastSeen = what;
      }
    }
    return guilty || behind;
  }
}

// Effects apart from `changes` are loosened against it in one direction only; the pool has that direction alone.
const POOL = [print('a'), print('b'), print('c', { effect: 'changes' })];
const toolArb = fc.constantFrom<(ToolPrint | undefined)[]>(...POOL, undefined);
const stepArb = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('turn' as const), tool: toolArb }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      replica: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('follow' as const),
      replica: fc.nat(2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('restart' as const),
      replica: fc.nat(2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('approve' as const),
      tool: toolArb,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('approve-seen' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reject' as const) }) },
);

describe('any sequence of passes, replicas, restarts and decisions', () => {
  it('serves nothing unapproved, and holds what the model holds', () => {
    const counts = { held: 0, served: 0, refusedAlike: 0 };
    fc.assert(
      fc.property(
        toolArb,
        fc.array(stepArb, { maxLength: 60 }),
        (first, steps) => {
          /** What each decision left approved. */
          const approvedBy = [first];
          const known = [0, 0, 0];
          const log = new Log();
          let live = first;
          let shared: ToolStanding | undefined;
          const approvalOf = (decision: number) =>
            approval(decision, approvedBy[decision]);
          const note = (replica: number, event: ToolEvent) => {
            shared = nextStanding(shared, event, approvalOf(known[replica]));
          };
          for (const step of steps) {
            switch (step.do) {
              case 'turn':
                live = step.tool;
                break;
              case 'approve':
                approvedBy.push(step.tool);
                break;
              case 'approve-seen':
                approvedBy.push(live);
                break;
              case 'reject':
                approvedBy.push(approvedBy.at(-1));
                break;
              case 'follow':
                known[step.replica] = approvedBy.length - 1;
                note(step.replica, { type: 'decided' });
                log.add(known[step.replica]);
                break;
              case 'restart':
                // It knows what is written down, and the newest decision.
                known[step.replica] = approvedBy.length - 1;
                break;
              case 'pass': {
                const decision = known[step.replica];
                const approved = approvedBy[decision];
                if (!live && !approved && !shared) break;
                note(step.replica, live ? seen(live) : { type: 'missing' });
                log.add(decision, live ?? null);
                break;
              }
              default:
                throw new Error(`No such step: ${step satisfies never}`);
            }
            for (const decision of known) {
              const approved = approvedBy[decision];
              const standing = nextStanding(
                shared,
                { type: 'decided' },
                approvalOf(decision),
              );
              const isHeld = standing?.departure !== undefined;
              expect(isHeld).toBe(log.isHeld(decision, approvedBy));
              counts[isHeld ? 'held' : 'served'] += 1;
              // What a list hands on: never anything but what this replica knows as approved.
              const isListed =
                live !== undefined && !isHeld && !departureOf(live, approved);
              expect(isListed ? live : approved).toEqual(approved);
              if (isHeld && live === approved) counts.refusedAlike += 1;
            }
          }
        },
      ),
      { numRuns: 3000, seed: 20261128 },
    );
    // It saw what it speaks of, else it proves nothing.
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(100);
  });
});
