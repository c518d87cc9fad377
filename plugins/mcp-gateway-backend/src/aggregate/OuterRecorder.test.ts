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
  const recorder: CallRecorder = {
    intent: async record => intent(record),
    complete: keep('complete'),
    record: keep('record'),
    isAvailable: () => kept.length < 2,
    flush: async () => void kept.push('flush'),
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
      recorder.complete(allowed);
      recorder.record(allowed);
      expect(kept).toEqual([]);
      recorder.record(
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
      recorder.complete(recordOf({ method }));
      expect(kept).toEqual([
        `intent allow ${method}`,
        `complete allow ${method}`,
      ]);
    },
  );

  it('is as available as what it records to, and waits for it', async () => {
    const { kept, recorder } = memory();
    expect(recorder.isAvailable()).toBe(true);
    recorder.record(recordOf({}));
    await recorder.flush();
    expect(kept).toEqual(['record allow tools/list', 'flush']);
    expect(recorder.isAvailable()).toBe(false);
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
