import type { Findings } from '../guards/Findings';
import type { Call } from '../pipeline/types';
import {
  type Answered,
  type AnswerRecord,
  UnrecordedAnswerError,
} from '../transport/AnswerRecord';
import { toCallRecord } from '../transport/toCallRecord';
import type { CallRecorder } from './types';

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

  private constructor(options: Parameters<typeof AnswerBook.open>[0]) {
    this.isLong = options.isLong;
    this.#call = options.call;
    this.#recorder = options.recorder;
    this.#isBegun = options.isBegun;
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
    const record = toCallRecord(this.#call, { ...ALLOWED, outcome: 'pending' });
    admit(await this.#recorder.open(record));
  }

  /** Rejects where the answer may not leave. */
  async end(answered: Answered): Promise<void> {
    const { outcome, status, bytes, findings, upstreamRequestId } = answered;
    await this.#settle(
      {
        outcome,
        httpStatus: status,
        durationMs: Date.now() - this.#call.at,
        responseBytes: bytes,
        upstreamRequestId,
      },
      findings,
    );
  }

  /** How it ended, where nothing was kept back for it: the client has left, or the server broke off. */
  async close(answered: Answered): Promise<void> {
    await this.end(answered).catch(ignoreUnrecorded);
  }

  /** There is no answer of the server. */
  async fail(httpStatus?: number): Promise<void> {
    await this.#settle({
      outcome: 'upstream-error',
      httpStatus,
      ...(httpStatus !== undefined && {
        durationMs: Date.now() - this.#call.at,
      }),
    }).catch(ignoreUnrecorded);
  }

  async #settle(how: Outcome, findings?: Findings): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const record = toCallRecord(withFindings(this.#call, findings), {
      ...ALLOWED,
      // A result that a guard refuses came of an allowed call.
      ...(findings?.refused && { reason: findings.refused }),
      ...how,
    });
    admit(
      await (this.#isBegun
        ? this.#recorder.complete(record)
        : this.#recorder.record(record)),
    );
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
