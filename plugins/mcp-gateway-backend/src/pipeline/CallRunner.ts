import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CallRecorder } from '../evidence/types';
import type { Findings } from '../guards/Findings';
import { statusOf } from '../refusals/statusOf';
import type { Forwarder } from '../transport/Forwarder';
import type { OpenStreams } from '../transport/OpenStreams';
import type { Reply } from '../transport/Reply';
import { toCallRecord } from '../transport/toCallRecord';
import { runStages } from './runStages';
import type { Call, Stage } from './types';

/** Answers a refused call. */
export type AnswerRefusal = (options: {
  call: Call;
  reason: DecisionReason;
  reply: Reply;
}) => Promise<void>;

/** What the runner needs. */
export interface CallRunnerOptions {
  stages: readonly Stage[];
  /** The stages that decide an open answer again: all but reading the message. */
  recheck: readonly Stage[];
  forwarder: Forwarder;
  recorder: CallRecorder;
  streams: OpenStreams;
  answerRefusal: AnswerRefusal;
  logger: LoggerService;
}

const ALLOWED = { decision: 'allow', reason: 'granted' } as const;

/**
 * Takes a call through the stages, forwards it, answers it and records it: exactly once, whatever happens. Knows nothing
 * of HTTP: the edge hands in what arrived, and where the answer goes.
 */
export class CallRunner {
  static create(options: CallRunnerOptions) {
    return new CallRunner(options);
  }

  readonly #options: CallRunnerOptions;

  private constructor(options: CallRunnerOptions) {
    this.#options = options;
  }

  async run(incoming: Call, reply: Reply): Promise<void> {
    const { stages, logger } = this.#options;
    const result = await runStages(stages, incoming, (error, call) =>
      logger.error(
        `Call ${call.id} failed before it was decided`,
        error as Error,
      ),
    );
    if (result.kind === 'deny') {
      await this.refuse(result.call, result.reason, reply);
    } else {
      await this.#forward(result.call, reply);
    }
  }

  /** Records and answers a call that goes no further. */
  async refuse(call: Call, reason: DecisionReason, reply: Reply) {
    this.#options.recorder.record(
      toCallRecord(call, {
        decision: 'deny',
        reason,
        outcome: 'refused',
        httpStatus: statusOf(call, reason),
        durationMs: Date.now() - call.at,
      }),
    );
    await this.#answer(call, reason, reply);
  }

  async #answer(call: Call, reason: DecisionReason, reply: Reply) {
    if (reply.destroyed) return;
    await this.#options.answerRefusal({ call, reason, reply });
  }

  async #forward(call: Call, reply: Reply) {
    const { recorder, forwarder, streams, logger } = this.#options;
    const isIntent = call.decision?.changesState === true;
    const person = call.principal?.userEntityRef;
    if (person !== undefined && streams.isFull(person)) {
      await this.refuse(
        { ...call, refusal: { ...call.refusal, retryAfterSeconds: 1 } },
        'limit.open-calls',
        reply,
      );
      return;
    }
    if (!recorder.isAvailable() || (isIntent && !(await this.#intend(call)))) {
      await this.refuse(call, 'audit.unavailable', reply);
      return;
    }
    const abort = new AbortController();
    // A reply that is complete closes as well: then there is nothing to abort.
    reply.once('close', () => {
      if (!reply.writableFinished) abort.abort();
    });
    const forget = this.#watch(call, abort, reply);
    // A stream may stay open for days: that it was opened is written when it opens.
    let written = false;
    const write = (how: Outcome, findings?: Findings) => {
      if (written) return;
      written = true;
      const record = toCallRecord(withFindings(call, findings), {
        ...ALLOWED,
        // A result that a guard refuses came of an allowed call.
        ...(findings?.refused && { reason: findings.refused }),
        ...how,
      });
      if (isIntent) recorder.complete(record);
      else recorder.record(record);
    };
    const onOpen = () => {
      if (isLongStream(call)) write({ outcome: 'ok', httpStatus: 200 });
    };
    try {
      const { signal } = abort;
      const result = await forwarder.forward({ call, reply, signal, onOpen });
      const durationMs = Date.now() - call.at;
      if (result.kind === 'answered') {
        const { outcome, status: httpStatus, bytes: responseBytes } = result;
        const { findings } = result;
        write({ outcome, httpStatus, durationMs, responseBytes }, findings);
        return;
      }
      const { reason } = result;
      const httpStatus = statusOf(call, reason);
      write({ outcome: 'upstream-error', httpStatus, durationMs });
      const refusal = { ...call.refusal, ...result.refusal };
      await this.#answer({ ...call, refusal }, reason, reply);
    } catch (error) {
      logger.error(
        `Call ${call.id} failed while it was forwarded`,
        error as Error,
      );
      write({ outcome: 'upstream-error' });
      if (reply.headersSent) reply.destroy();
      else await this.#answer(call, 'internal.error', reply);
    } finally {
      forget();
    }
  }

  async #intend(call: Call): Promise<boolean> {
    const { recorder, logger } = this.#options;
    try {
      await recorder.intent(
        toCallRecord(call, { ...ALLOWED, outcome: 'pending' }),
      );
      return true;
    } catch (error) {
      logger.error(`Call ${call.id} could not be recorded`, error as Error);
      return false;
    }
  }

  /** Ends an answer that is still open when its access ends: a revocation holds for streams too. */
  #watch(call: Call, abort: AbortController, reply: Reply) {
    const { recheck, streams } = this.#options;
    return streams.add({
      serverRef: call.serverRef,
      person: call.principal?.userEntityRef,
      isEndless: isLongStream(call),
      isAllowed: async () => {
        const again = await runStages(recheck, call, () => {});
        return again.kind === 'continue';
      },
      end: () => {
        abort.abort();
        reply.destroy();
      },
    });
  }
}

type Outcome = Omit<Parameters<typeof toCallRecord>[1], 'decision' | 'reason'>;

function withFindings(call: Call, findings?: Findings): Call {
  const { decision } = call;
  if (!decision || !findings) return call;
  const trace = [...decision.trace, ...findings.trace];
  return { ...call, decision: { ...decision, trace } };
}

/** A stream of notifications, of either era. */
function isLongStream(call: Call): boolean {
  return (
    call.httpMethod === 'GET' || call.message?.method === 'subscriptions/listen'
  );
}
