import fc from 'fast-check';
import {
  EMERGENCY_REVIEW_EVENTS,
  nextEmergencyReviewState,
  type EmergencyReviewState,
} from './emergencyReviewMachine';
import {
  campaignStateOf,
  dueReviewEvent,
  nextReviewItemState,
  REVIEW_ITEM_EVENTS,
  REVIEW_ITEM_STATES,
  type ReviewItemEvent,
  type ReviewItemState,
} from './reviewMachine';

/** What a question is, said otherwise than the machine does: how loud it is, and what was said in the end. */
class Question {
  loudness = 0;
  outcome?: 'kept' | 'narrowed' | 'ended' | 'gone';

  take(event: ReviewItemEvent): boolean {
    if (this.outcome) return false;
    const loudness = { remind: 1, escalate: 2, suspend: 3 } as const;
    const outcome = {
      keep: 'kept',
      narrow: 'narrowed',
      end: 'ended',
      lapse: 'gone',
    } as const;
    if (event in outcome) {
      this.outcome = outcome[event as keyof typeof outcome];
      return true;
    }
    const next = loudness[event as keyof typeof loudness];
    if (next <= this.loudness) return false;
    this.loudness = next;
    return true;
  }

  get state(): ReviewItemState {
    return (
      this.outcome ??
      (['open', 'reminded', 'escalated', 'suspended'] as const)[this.loudness]
    );
  }
}

describe('questions of a review', () => {
  it('do as an independent model does, whatever happens in whatever order', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...REVIEW_ITEM_EVENTS), { maxLength: 30 }),
        events => {
          const model = new Question();
          let state: ReviewItemState = 'open';
          for (const event of events) {
            const next = nextReviewItemState(state, event);
            expect({ event, ok: next.ok }).toEqual({
              event,
              ok: model.take(event),
            });
            refused += next.ok ? 0 : 1;
            state = next.ok ? next.state : state;
            expect(state).toBe(model.state);
          }
        },
      ),
    );
    expect(refused).toBeGreaterThan(20);
  });

  it('are answered at most once, and a late answer counts', () => {
    for (const state of REVIEW_ITEM_STATES) {
      const isOver = ['kept', 'narrowed', 'ended', 'gone'].includes(state);
      expect(nextReviewItemState(state, 'keep').ok).toBe(!isOver);
    }
  });

  it('get louder by the clock alone, the loudest that is due first, and never twice', () => {
    const at = (day: number) =>
      new Date(Date.UTC(2026, 0, 1) + day * 86_400_000);
    const times = {
      remindAt: at(3).toISOString(),
      escalateAt: at(5).toISOString(),
      suspendAt: at(7).toISOString(),
    };
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), {
          minLength: 1,
        }),
        days => {
          let state: ReviewItemState = 'open';
          let latest = 0;
          for (const day of days.map(each => Math.max(0, each)).sort()) {
            latest = Math.max(latest, day);
            const event = dueReviewEvent(state, times, at(latest));
            state = moveOn(state, event);
            const last = latest >= 7 ? 'suspended' : 'escalated';
            const later = latest >= 5 ? last : 'reminded';
            expect(state).toBe(latest >= 3 ? later : 'open');
            expect(dueReviewEvent(state, times, at(latest))).toBeUndefined();
          }
        },
      ),
    );
  });

  it('close their campaign with the last that waits, not with the last that was answered', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...REVIEW_ITEM_STATES)), states => {
        const waits = states.filter(state =>
          ['open', 'reminded', 'escalated'].includes(state),
        );
        expect(campaignStateOf(states)).toBe(
          waits.length > 0 ? 'open' : 'closed',
        );
      }),
    );
  });
});

describe('reviews of emergencies', () => {
  it('are closed once, by a verdict and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...EMERGENCY_REVIEW_EVENTS), {
          maxLength: 20,
        }),
        events => {
          let state: EmergencyReviewState = 'open';
          for (const event of events) {
            const next = nextEmergencyReviewState(state, event);
            state = next.ok ? next.state : state;
          }
          const verdict = events.find(event =>
            ['justify', 'reject'].includes(event),
          );
          const heard = events.includes('remind') ? 'reminded' : 'open';
          const loudness = events.includes('escalate') ? 'escalated' : heard;
          const closed = verdict === 'justify' ? 'justified' : 'not-justified';
          expect(state).toBe(verdict ? closed : loudness);
        },
      ),
    );
  });
});

function moveOn(
  state: ReviewItemState,
  event: ReviewItemEvent | undefined,
): ReviewItemState {
  const next = event && nextReviewItemState(state, event);
  return next?.ok ? next.state : state;
}
