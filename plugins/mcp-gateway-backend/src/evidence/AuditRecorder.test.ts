import { mockServices } from '@backstage/backend-test-utils';
import { ServiceUnavailableError } from '@backstage/errors';
import { exampleCall } from './__testUtils__/exampleCall';
import { AuditRecorder } from './AuditRecorder';
import { toTokenEvents } from './events/toTokenEvents';
import type { WhenUnwritable } from './readAuditSettings';

/** A spool that works until a test says otherwise; what comes then waits. */
function setUp(whenUnwritable: WhenUnwritable, capacity = 100) {
  const appended: { event: any; when: string }[] = [];
  const spool = {
    error: undefined as Error | undefined,
    waiting: 0,
    append: async (event: string, when: string) => {
      appended.push({ event: JSON.parse(event), when });
      if (spool.error) {
        spool.waiting += 1;
        throw spool.error;
      }
    },
  };
  const logger = mockServices.logger.mock();
  const notes = { put: jest.fn(() => true) };
  const recorder = AuditRecorder.create({
    ...{ spool, notes, whenUnwritable, capacity, logger },
  });
  const told = () =>
    appended.map(({ event, when }) => [
      event.sallyport.call?.phase ?? event.type,
      when,
    ]);
  return { recorder, spool, notes, told, appended, logger };
}

const denied = () =>
  exampleCall({
    decision: 'deny',
    reason: 'grant.missing',
    outcome: 'refused',
  });

describe('AuditRecorder', () => {
  it('waits for the disk before a change, and for the system alone with everything else', async () => {
    const { recorder, told, appended } = setUp('refuse-changes');
    const call = exampleCall();
    await recorder.intent({ ...call, outcome: 'pending' });
    expect(await recorder.complete(call)).toBe(true);
    expect(await recorder.open(exampleCall({ outcome: 'pending' }))).toBe(true);
    expect(await recorder.record(exampleCall())).toBe(true);
    expect(told()).toEqual([
      ['intent', 'durable'],
      ['outcome', 'soon'],
      ['opened', 'written'],
      ['outcome', 'written'],
    ]);
    const ids = appended.map(({ event }) => event.audit_id);
    expect(new Set(ids).size).toBe(4);
    expect(appended[0].event.sallyport.call.id).toBe(call.id);
    expect(appended[1].event.sallyport.call.id).toBe(call.id);
  });

  it('writes what was made ready with how the call went', async () => {
    const { recorder, appended } = setUp('refuse-changes');
    const call = exampleCall();
    const { httpStatus, responseBytes, credential, ...known } = call;
    const prepared = recorder.prepare(
      { ...known, outcome: 'pending' },
      { mayNote: false },
    );
    if (prepared === 'noted') throw new Error('It may not be noted');
    expect(await recorder.record(call, prepared)).toBe(true);
    expect(await recorder.record(call)).toBe(true);
    const [made, whole] = appended.map(({ event }) => {
      const { audit_id: id, logged_at: at, ...rest } = event;
      return rest;
    });
    expect(made).toEqual(whole);
    expect(made.sallyport.call).toMatchObject({ httpStatus, credential });
  });

  it('notes a call whose answer may leave before its record, where events can be written', () => {
    const { recorder, spool, notes } = setUp('refuse-changes');
    const call = exampleCall({ outcome: 'pending' });
    const isNoted = (mayNote: boolean) =>
      recorder.prepare(call, { mayNote }) === 'noted';
    expect(isNoted(false)).toBe(false);
    expect(notes.put).not.toHaveBeenCalled();
    expect(isNoted(true)).toBe(true);
    expect(notes.put).toHaveBeenCalledWith(call.id, JSON.stringify(call));
    notes.put.mockReturnValueOnce(false);
    expect(isNoted(true)).toBe(false);
    spool.error = new Error('disk full');
    expect(isNoted(true)).toBe(false);
    const { recorder: strict } = setUp('refuse-all');
    expect(strict.prepare(call, { mayNote: true })).not.toBe('noted');
  });

  it('does not wait for what is written at once', () => {
    const { recorder, spool, notes } = setUp('refuse-changes');
    const now = AuditRecorder.create({
      spool: { ...spool, append: () => undefined },
      notes,
      whenUnwritable: 'refuse-all',
      logger: mockServices.logger.mock(),
    });
    expect(now.record(exampleCall())).toBe(true);
    expect(recorder.record(exampleCall())).toBeInstanceOf(Promise);
  });

  it('refuse-changes: while nothing can be written what reads goes on, and waits', async () => {
    const { recorder, spool, told } = setUp('refuse-changes');
    expect(recorder.admits({ changesState: true })).toBe(true);
    spool.error = new Error('disk full');
    expect(recorder.admits({ changesState: true })).toBe(false);
    expect(recorder.admits({ changesState: false })).toBe(true);
    await expect(recorder.intent(exampleCall())).rejects.toThrow(
      ServiceUnavailableError,
    );
    expect(await recorder.record(exampleCall())).toBe(true);
    expect(told()).toHaveLength(2);
  });

  it('refuse-all: nothing goes on, and no answer leaves', async () => {
    const { recorder, spool } = setUp('refuse-all');
    expect(recorder.admits({ changesState: false })).toBe(true);
    spool.error = new Error('disk full');
    expect(recorder.admits({ changesState: false })).toBe(false);
    expect(await recorder.record(exampleCall())).toBe(false);
    expect(await recorder.complete(exampleCall())).toBe(false);
    expect(await recorder.open(exampleCall())).toBe(false);
  });

  it('with too many waiting refuses everything, counts refusals, and writes down how many', async () => {
    const { recorder, spool, told, appended, logger } = setUp(
      'refuse-changes',
      3,
    );
    spool.error = new Error('disk full');
    for (let n = 0; n < 5; n++) await recorder.record(denied());
    expect(told()).toHaveLength(3);
    expect(recorder.admits({ changesState: false })).toBe(false);
    // What was allowed before is kept all the same.
    await recorder.record(exampleCall());
    expect(told()).toHaveLength(4);

    spool.error = undefined;
    spool.waiting = 0;
    await recorder.record(denied());
    expect(told().slice(4)).toEqual([
      ['sallyport_audit_lost', 'soon'],
      ['outcome', 'written'],
    ]);
    expect(appended[4].event.sallyport.lost).toBe(2);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringMatching(/^2 refused calls/),
    );
  });

  it('takes events that nobody waits for while there is room, whether or not they can be written now, and asks for no sync', () => {
    const { recorder, spool, told } = setUp('refuse-changes', 1);
    const [event] = toTokenEvents(
      [{ id: 'call-1', in: 1, out: 2, isEstimated: false }],
      () => ({ id: 'event-1', at: '2026-11-29T10:00:00.000Z' }),
    );
    expect(recorder.note(event)).toBe(true);
    spool.error = new Error('disk full');
    expect(recorder.note(event)).toBe(true);
    expect(recorder.note(event)).toBe(false);
    expect(told()).toEqual([
      ['sallyport_call_tokens', 'written'],
      ['sallyport_call_tokens', 'written'],
    ]);
  });
});
