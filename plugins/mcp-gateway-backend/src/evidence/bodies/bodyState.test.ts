import { toBodyEvent } from '../events/toBodyEvent';
import { bodyState } from './bodyState';

const AT = '2026-11-01T10:00:00.000Z';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const written = { id: 'event', at: AT };
const kept = toBodyEvent({ callId: 'c', state: 'kept' }, written);
const lost = toBodyEvent({ callId: 'c', state: 'lost', why: 'queue' }, written);

describe('bodyState', () => {
  const state = (
    age: number,
    changes: Partial<Parameters<typeof bodyState>[0]> = {},
  ) =>
    bodyState({
      recording: 'redacted',
      isThere: false,
      at: AT,
      events: [],
      retentionDays: 30,
      now: Date.parse(AT) + age,
      ...changes,
    });

  it('says whether it is there, and why not', () => {
    expect(state(0, { recording: undefined })).toEqual({
      state: 'not-recorded',
    });
    expect(state(DAY, { isThere: true, events: [kept] })).toEqual({
      state: 'kept',
    });
    expect(state(MINUTE)).toEqual({ state: 'pending' });
    expect(state(MINUTE, { events: [lost] })).toEqual({
      state: 'lost',
      why: 'queue',
    });
    // Its gateway ended before it was kept, and nobody was left to say so.
    expect(state(10 * MINUTE)).toEqual({ state: 'lost' });
    expect(state(31 * DAY, { events: [kept] })).toEqual({ state: 'deleted' });
    expect(state(31 * DAY)).toEqual({ state: 'deleted' });
  });

  it('A1: says where something was taken away before its time', () => {
    expect(state(DAY, { events: [kept] })).toEqual({ state: 'missing' });
  });
});
