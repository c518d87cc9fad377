import type { Findings } from '../guards/Findings';
import type { Call } from '../pipeline/types';
import {
  type Answered,
  type AnswerRecord,
  UnrecordedAnswerError,
} from '../transport/AnswerRecord';
import { toCallRecord } from '../transport/toCallRecord';
import type { CallRecord, CallRecorder, EventDraft } from './types';

const ALLOWED = { decision: 'allow', reason: 'granted' } as const;

/** Writes down what becomes of one allowed call: once, whoever says it first. */
export class AnswerBook implements AnswerRecord {
  static open(options: {
    call: Call;
    recorder: CallRecorder;
    /** Its intent is written already. */
    isBegun: boolean;
    isLong: boolean;
  }): AnswerBook {
    return new AnswerBook(options);
  }

  readonly isLong: boolean;
  readonly #call: Call;
  readonly #recorder: CallRecorder;
  #isBegun: boolean;
  #isEnded = false;
  #prepared: EventDraft | 'noted' | undefined;

  private constructor(options: Parameters<typeof AnswerBook.open>[0]) {
    this.isLong = options.isLong;
    this.#call = options.call;
    this.#recorder = options.recorder;
    this.#isBegun = options.isBegun;
  }

  get isNoted(): boolean {
    return this.#prepared === 'noted';
  }

  prepare(): void {
    if (this.#isEnded || this.#prepared) return;
    // Of what changes things there is an intent, and its outcome is known before its answer.
    const mayNote = !this.#isBegun && !this.isLong;
    try {
      this.#prepared = this.#recorder.prepare(this.#pending(), { mayNote });
    } catch {
      // It is made when it is written, and fails there, where somebody hears of it.
    }
  }

  /** Rejects where the answer may not leave. */
  async begin(): Promise<void> {
    // A stream may stay open for days: that it was opened is all that is written.
    if (this.isLong) {
      await this.#settle({ outcome: 'ok', httpStatus: 200 });
      return;
    }
    if (this.#isBegun) return;
    this.#isBegun = true;
    admit(await this.#recorder.open(this.#pending()));
  }

  /** Throws or rejects where the answer may not leave. */
  end(answered: Answered): void | Promise<void> {
    const { outcome, status, bytes, findings, upstreamRequestId } = answered;
    const { leftAt = Date.now() } = answered;
    return this.#settle(
      {
        outcome,
        httpStatus: status,
        durationMs: leftAt - this.#call.at,
        responseBytes: bytes,
        upstreamRequestId,
      },
      findings,
    );
  }

  /** How it ended, where nothing was kept back for it: the client has left, or the server broke off. */
  async close(answered: Answered): Promise<void> {
    try {
      await this.end(answered);
    } catch (error) {
      ignoreUnrecorded(error);
    }
  }

  /** There is no answer of the server. */
  async fail(httpStatus?: number): Promise<void> {
    try {
      await this.#settle({
        outcome: 'upstream-error',
        httpStatus,
        ...(httpStatus !== undefined && {
          durationMs: Date.now() - this.#call.at,
        }),
      });
    } catch (error) {
      ignoreUnrecorded(error);
    }
  }

  #pending(): CallRecord {
    return toCallRecord(this.#call, { ...ALLOWED, outcome: 'pending' });
  }

  #settle(how: Outcome, findings?: Findings): void | Promise<void> {
    if (this.#isEnded) return undefined;
    this.#isEnded = true;
    const record = toCallRecord(withFindings(this.#call, findings), {
      decision: ALLOWED.decision,
      // A result that a guard refuses came of an allowed call.
      reason: findings?.refused ?? ALLOWED.reason,
      outcome: how.outcome,
      httpStatus: how.httpStatus,
      durationMs: how.durationMs,
      responseBytes: how.responseBytes,
      upstreamRequestId: how.upstreamRequestId,
    });
    // What was made ready knows nothing of what guards found.
    const prepared = this.#prepared;
    const draft = findings || prepared === 'noted' ? undefined : prepared;
    this.#prepared = undefined;
    const mayLeave = this.#isBegun
      ? this.#recorder.complete(record, draft)
      : this.#recorder.record(record, draft);
    return mayLeave instanceof Promise ? mayLeave.then(admit) : admit(mayLeave);
  }
}

type Outcome = Omit<Parameters<typeof toCallRecord>[1], 'decision' | 'reason'>;

function admit(mayLeave: boolean) {
  if (!mayLeave) {
    throw new UnrecordedAnswerError('The answer could not be recorded');
  }
}

/** The event waits; nobody waits for it. */
function ignoreUnrecorded(error: unknown) {
  if (!(error instanceof UnrecordedAnswerError)) throw error;
}

function withFindings(call: Call, findings?: Findings): Call {
  const { decision } = call;
  if (!decision || !findings) return call;
  const trace = [...decision.trace, ...findings.trace];
  return { ...call, decision: { ...decision, trace } };
}
