import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CallBodies } from '../evidence/bodies/CallBodies';
import type { CallRecorder } from '../evidence/types';
import { statusOf } from '../refusals/statusOf';
import { AnswerBook } from '../evidence/AnswerBook';
import { CallCancellation } from '../transport/Cancellation';
import type { Forwarder } from '../transport/Forwarder';
import type { OpenStreams } from '../transport/OpenStreams';
import type { TokenMeter } from '../usage/counting/TokenMeter';
import type { Reply } from '../transport/Reply';
import { toCallRecord } from '../transport/toCallRecord';
import type { CallTelemetry } from '../telemetry/CallTelemetry';
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
  /** Counts tokens, later; absent where nobody wants to know. */
  meter?: Pick<TokenMeter, 'note'>;
  /** Keeps arguments and results, later; absent where nobody wants them. */
  bodies?: Pick<CallBodies, 'note'>;
  answerRefusal: AnswerRefusal;
  /** Absent where nobody collects. */
  telemetry?: CallTelemetry;
  logger: LoggerService;
}

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
    const { stages, telemetry, logger } = this.#options;
    const result = await runStages(stages, incoming, (error, call) =>
      logger.error(
        `Call ${call.id} failed before it was decided`,
        error as Error,
      ),
    );
    if (result.kind === 'deny') {
      await this.refuse(result.call, result.reason, reply);
    } else {
      const forward = () => this.#forward(result.call, reply);
      await (telemetry ? telemetry.observe(result.call, forward) : forward());
    }
  }

  /** Records and answers a call that goes no further. */
  async refuse(call: Call, reason: DecisionReason, reply: Reply) {
    this.#options.telemetry?.refused(call, reason);
    // Recorded before it is answered; what cannot be recorded stays a refusal.
    await this.#options.recorder.record(
      toCallRecord(call, {
        decision: 'deny',
        reason,
        outcome: 'refused',
        httpStatus: statusOf(call, reason),
        durationMs: Date.now() - call.at,
      }),
    );
    this.#options.bodies?.note(call);
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
    const isAdmitted = recorder.admits({ changesState: isIntent });
    if (!isAdmitted || (isIntent && !(await this.#intend(call)))) {
      await this.refuse(call, 'audit.unavailable', reply);
      return;
    }
    const cancellation = new CallCancellation();
    const book = AnswerBook.open({
      call,
      recorder,
      isBegun: isIntent,
      isLong: isLongStream(call),
    });
    const forwarding = forwarder.forward({
      call,
      reply,
      cancellation,
      record: book,
    });
    // On its way, if it can be: who may end it is looked after while its answer is waited for.
    // A reply that is complete closes as well: then there is nothing to cancel.
    reply.once('close', () => {
      if (!reply.writableFinished) cancellation.cancel();
    });
    const watched = this.#watch(call, cancellation, reply);
    try {
      const result = await forwarding;
      this.#options.telemetry?.answered(result);
      if (result.kind === 'answered') {
        await book.close(result);
        this.#options.meter?.note(call, result);
        this.#options.bodies?.note(call, result);
        if (watched.ended && !reply.headersSent) {
          await this.#answer(call, watched.ended, reply);
        }
        return;
      }
      const { reason } = result;
      await book.fail(statusOf(call, reason));
      this.#options.bodies?.note(call);
      const refusal = { ...call.refusal, ...result.refusal };
      await this.#answer({ ...call, refusal }, reason, reply);
    } catch (error) {
      logger.error(
        `Call ${call.id} failed while it was forwarded`,
        error as Error,
      );
      await book.fail();
      this.#options.bodies?.note(call);
      this.#options.telemetry?.refused(call, 'internal.error');
      if (reply.headersSent) reply.destroy();
      else await this.#answer(call, 'internal.error', reply);
    } finally {
      watched.forget();
    }
  }

  async #intend(call: Call): Promise<boolean> {
    const { recorder, logger } = this.#options;
    try {
      await recorder.intent(
        toCallRecord(call, {
          ...{ decision: 'allow', reason: 'granted' },
          outcome: 'pending',
        }),
      );
      return true;
    } catch (error) {
      logger.error(`Call ${call.id} could not be recorded`, error as Error);
      return false;
    }
  }

  /**
   * Ends an answer that is still open when its access ends: a revocation holds for streams too. Where nothing of it has left yet, `ended`
   * says why, for whoever waits.
   */
  #watch(call: Call, cancellation: CallCancellation, reply: Reply) {
    const { recheck, streams } = this.#options;
    let reason: DecisionReason | undefined;
    const watched: { forget: () => void; ended?: DecisionReason } = {
      forget: streams.add({
        serverRef: call.serverRef,
        person: call.principal?.userEntityRef,
        isEndless: isLongStream(call),
        isAllowed: async () => {
          const again = await runStages(recheck, call, () => {});
          reason = again.kind === 'deny' ? again.reason : undefined;
          return reason === undefined;
        },
        end: () => {
          // What changes something may have done so: whoever is told of a refusal would take it for not done, and may do it again.
          const tells = call.decision?.changesState !== true;
          if (tells && !reply.headersSent) watched.ended = reason;
          cancellation.cancel();
          if (!watched.ended) reply.destroy();
        },
      }),
    };
    return watched;
  }
}

/** A stream of notifications, of either era. */
function isLongStream(call: Call): boolean {
  return (
    call.httpMethod === 'GET' || call.message?.method === 'subscriptions/listen'
  );
}
