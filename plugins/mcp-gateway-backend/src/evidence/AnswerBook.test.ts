import type { Findings } from '../guards/Findings';
import type { Call } from '../pipeline/types';
import type { Answered } from '../transport/AnswerRecord';
import { AnswerBook } from './AnswerBook';
import { draftAuditEvent } from './events/toAuditEvent';
import type { CallRecord, CallRecorder, EventDraft } from './types';

const call = {
  id: 'call-1',
  requestId: 'call-1',
  at: 0,
  httpMethod: 'POST',
  headers: {},
  serverRef: 'api:default/orders',
  decision: { trace: [] },
} as unknown as Call;

const answered: Answered = {
  ...{ kind: 'answered', outcome: 'ok', status: 200, bytes: 7 },
};

/** Keeps what it is given, and answers as a test says. */
function setUp(options: { isBegun?: boolean; mayLeave?: boolean } = {}) {
  const { isBegun = false, mayLeave = true } = options;
  const kept: [string, CallRecord, EventDraft | undefined][] = [];
  const made: (EventDraft | 'noted')[] = [];
  const recorder: CallRecorder = {
    intent: async () => {},
    open: async record => Boolean(kept.push(['open', record, undefined])),
    prepare: (record, { mayNote }) => {
      const draft = draftAuditEvent(record, `event-${made.length}`);
      made.push(mayNote ? 'noted' : draft);
      return made[made.length - 1];
    },
    complete: (record, prepared) => {
      kept.push(['complete', record, prepared]);
      return mayLeave;
    },
    record: async (record, prepared) => {
      kept.push(['record', record, prepared]);
      return mayLeave;
    },
    admits: () => true,
  };
  const book = AnswerBook.open({ call, recorder, isBegun, isLong: false });
  return { book, kept, made, recorder };
}

describe('AnswerBook', () => {
  it.each([
    ['record', false],
    ['complete', true],
  ])(
    'has it written by %s once, with what was made ready of what is not noted',
    async (how, isBegun) => {
      const { book, kept, made } = setUp({ isBegun });
      book.prepare();
      book.prepare();
      await book.end(answered);
      await book.end({ ...answered, outcome: 'tool-error' });
      book.prepare();
      await book.close(answered);
      await book.fail(502);
      expect(made).toHaveLength(1);
      expect(kept).toEqual([
        [
          how,
          expect.objectContaining({ outcome: 'ok', httpStatus: 200 }),
          isBegun ? made[0] : undefined,
        ],
      ]);
    },
  );

  it('makes anew what guards have changed', async () => {
    const { book, kept, made } = setUp();
    book.prepare();
    const findings: Findings = {
      refused: 'guard.result-denied',
      trace: [{ layer: 'guard', outcome: 'deny' }],
    } as unknown as Findings;
    await book.end({ ...answered, findings, outcome: 'refused' });
    expect(made).toHaveLength(1);
    const [[, record, prepared]] = kept;
    expect(prepared).toBeUndefined();
    expect(record.trace).toEqual(findings.trace);
    expect(record.reason).toBe('guard.result-denied');
  });

  it('is noted before its record, but for what was begun and what stays open', () => {
    const { book, recorder } = setUp();
    expect(book.isNoted).toBe(false);
    book.prepare();
    expect(book.isNoted).toBe(true);
    const { book: begun } = setUp({ isBegun: true });
    const long = AnswerBook.open({
      ...{ call, recorder, isBegun: false, isLong: true },
    });
    for (const other of [begun, long]) {
      other.prepare();
      expect(other.isNoted).toBe(false);
    }
  });

  it('goes on where nothing can be made ready', async () => {
    const { book, kept, recorder } = setUp();
    recorder.prepare = () => {
      throw new Error('broken');
    };
    book.prepare();
    await book.end(answered);
    expect(kept).toMatchObject([['record', { outcome: 'ok' }, undefined]]);
  });

  it.each([true, false])(
    'keeps an answer back that could not be recorded (begun: %s)',
    async isBegun => {
      const { book } = setUp({ isBegun, mayLeave: false });
      await expect(async () => book.end(answered)).rejects.toThrow(
        'could not be recorded',
      );
      const { book: closing } = setUp({ isBegun, mayLeave: false });
      await expect(closing.close(answered)).resolves.toBeUndefined();
      const { book: failing } = setUp({ isBegun, mayLeave: false });
      await expect(failing.fail()).resolves.toBeUndefined();
    },
  );
});
