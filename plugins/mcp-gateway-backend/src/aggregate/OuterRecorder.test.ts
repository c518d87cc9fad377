import type { CallRecord, CallRecorder } from '../evidence/types';
import { OuterRecorder } from './OuterRecorder';

const recordOf = (over: Partial<CallRecord>): CallRecord => ({
  id: 'call-1',
  at: '2026-01-01T10:00:00.000Z',
  method: 'tools/list',
  decision: 'allow',
  reason: 'granted',
  outcome: 'ok',
  requestId: 'request-1',
  trace: [],
  ...over,
});

/** Keeps what it is given. */
function memory() {
  const kept: string[] = [];
  const keep = (how: string) => (record: CallRecord) =>
    void kept.push(`${how} ${record.decision} ${record.method}`);
  const intent = keep('intent');
  const open = keep('open');
  const complete = keep('complete');
  const whole = keep('record');
  const recorder: CallRecorder = {
    intent: async record => intent(record),
    open: async record => {
      open(record);
      return kept.length < 5;
    },
    prepare: () => undefined,
    complete: async record => {
      complete(record);
      return kept.length < 5;
    },
    record: async record => {
      whole(record);
      return kept.length < 5;
    },
    admits: ({ changesState }) => !changesState,
  };
  return { kept, recorder: OuterRecorder.create({ recorder }) };
}

describe('OuterRecorder', () => {
  it.each([
    'tools/call',
    'prompts/get',
    'resources/read',
    'completion/complete',
  ])(
    'leaves %s to the inner call that it becomes, unless it becomes none',
    async method => {
      const { kept, recorder } = memory();
      const allowed = recordOf({ method });
      await recorder.intent(allowed);
      await recorder.complete(allowed);
      await recorder.record(allowed);
      expect(kept).toEqual([]);
      await recorder.record(
        recordOf({ method, decision: 'deny', reason: 'tool.unknown' }),
      );
      expect(kept).toEqual([`record deny ${method}`]);
    },
  );

  it.each(['tools/list', 'initialize', 'server/discover', 'http'])(
    'records %s itself',
    async method => {
      const { kept, recorder } = memory();
      await recorder.intent(recordOf({ method }));
      await recorder.complete(recordOf({ method }));
      expect(kept).toEqual([
        `intent allow ${method}`,
        `complete allow ${method}`,
      ]);
    },
  );

  it('is as available as what it records to', async () => {
    const { kept, recorder } = memory();
    expect(recorder.admits({ changesState: false })).toBe(true);
    expect(recorder.admits({ changesState: true })).toBe(false);
    expect(await recorder.record(recordOf({}))).toBe(true);
    expect(kept).toEqual(['record allow tools/list']);
    for (let n = 0; n < 3; n++) await recorder.open(recordOf({}));
    // What may not leave there may not leave here.
    expect(await recorder.complete(recordOf({}))).toBe(false);
  });

  it('an intent that cannot be written stops the call', async () => {
    const { recorder } = memory();
    const failing = OuterRecorder.create({
      recorder: Object.assign(recorder, {
        intent: async () => {
          throw new Error('no database');
        },
      }),
    });
    await expect(failing.intent(recordOf({}))).rejects.toThrow('no database');
  });
});
