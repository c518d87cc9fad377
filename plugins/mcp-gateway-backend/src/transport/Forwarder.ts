import { isUtf8 } from 'node:buffer';
import { pipeline } from 'stream/promises';
import type { CallOutcome } from '../evidence/types';
import type { Call } from '../pipeline/types';
import { keepSession } from '../sessions/keepSession';
import type { Sessions } from '../sessions/Sessions';
import type { AnswerRewriting } from '../rewrite/AnswerRewriting';
import type { Rewrite } from '../rewrite/Rewrite';
import { SseRewriter } from '../rewrite/SseRewriter';
import { afterAnswers } from './afterAnswers';
import { AnswerGate } from './AnswerGate';
import {
  type Answered,
  type AnswerRecord,
  UnrecordedAnswerError,
} from './AnswerRecord';
import type { Cancellation } from './Cancellation';
import { collect } from './collect';
import { Deadlines } from './Deadlines';
import { examine } from './examine';
import { headersForClient, headersForUpstream } from './headers';
import { maxAnswerBytes } from './maxAnswerBytes';
import type { Reply } from './Reply';
import { ResponseObserver } from './ResponseObserver';
import { sendWhole } from './sendWhole';
import { SMALL_BYTES } from './SMALL_BYTES';
import type { UpstreamAnswer } from './Upstream';
import type { UpstreamChooser } from './UpstreamChooser';
import { UpstreamFailure, type UpstreamReason } from './UpstreamFailure';
import { verdictOf, type Verdict } from './verdict';
import { WholeBody } from './WholeBody';

/** The largest answer that is held to be looked at. */
const MAX_HELD_BYTES = 8 * 1024 * 1024;

/** So long the head of an answer that streams waits for what the answer brings. */
const HEAD_MS = 1_000;

/** Nobody waits for the answer any more, and nothing of it has left. */
const LEFT: Answered = Object.freeze({
  kind: 'answered',
  outcome: 'client-closed',
  status: 499,
  bytes: 0,
});

/** A reply of which nothing has left is not destroyed with what was to fill it: it can say why. */
const KEEP = { end: false } as const;

type Head = NonNullable<Answered['head']>;

/** How forwarding went. `refused`: nothing was answered yet, and this is why. */
export type ForwardResult =
  | Answered
  | {
      kind: 'refused';
      reason: ForwardRefusal;
      /** What the caller is told beside the reason. */
      refusal?: Call['refusal'];
    };

/** Why a decided call got no answer of its server. */
export type ForwardRefusal =
  | UpstreamReason
  | 'session.unknown'
  | 'audit.unavailable';

interface ForwardOptions {
  call: Call;
  reply: Reply;
  /** When nobody waits any more. */
  cancellation: Cancellation;
  /** What is written down of the answer. */
  record: AnswerRecord;
}

/** Forwards a decided call to its approved upstream and streams the answer back. */
export class Forwarder {
  static create(options: {
    chooser: Pick<UpstreamChooser, 'choose'>;
    sessions: Sessions;
    rewriting: Pick<AnswerRewriting, 'for'>;
  }) {
    return new Forwarder(options);
  }

  readonly #chooser: Pick<UpstreamChooser, 'choose'>;
  readonly #sessions: Sessions;
  readonly #rewriting: Pick<AnswerRewriting, 'for'>;
  readonly #heads = Deadlines.create({ ms: HEAD_MS });

  private constructor(options: Parameters<typeof Forwarder.create>[0]) {
    this.#chooser = options.chooser;
    this.#sessions = options.sessions;
    this.#rewriting = options.rewriting;
  }

  async forward(options: ForwardOptions): Promise<ForwardResult> {
    const { call, cancellation, record } = options;
    let answer: UpstreamAnswer;
    try {
      const chosen = this.#chooser.choose(call);
      if (!chosen) return { kind: 'refused', reason: 'upstream.unreachable' };
      const sending = chosen.upstream.send({
        call,
        url: chosen.url,
        httpMethod: call.httpMethod,
        headers: headersForUpstream(call),
        body: call.message?.bytes,
        cancellation,
      });
      // After what leaves in this turn.
      setImmediate(() => record.prepare());
      answer = await sending;
    } catch (error) {
      if (cancellation.isCancelled) return LEFT;
      return refusedBy(UpstreamFailure.from(error));
    }
    const invalid = examine(call, answer);
    const keeping = invalid
      ? { refused: invalid }
      : keepSession({ sessions: this.#sessions, call, answer });
    const kept = keeping instanceof Promise ? await keeping : keeping;
    if (kept.refused) {
      // The rest is of no use; reading it to its end would let the server hold us.
      answer.body.on('error', () => {}).destroy();
      return { kind: 'refused', reason: kept.refused };
    }
    return this.#stream(options, answer, kept.sessionId);
  }

  async #stream(
    { call, reply, cancellation, record }: ForwardOptions,
    answer: UpstreamAnswer,
    sessionId: string | undefined,
  ): Promise<ForwardResult> {
    const { status } = answer;
    const headers = headersForClient(answer.headers, sessionId);
    const contentType = headers['content-type'] ?? '';
    let observer: ResponseObserver | undefined;
    let stopWaiting = () => {};
    let stopListening = () => {};
    // Which side broke off: when the client leaves, the server's stream is aborted after it.
    let serverFailed = false;
    if (!(answer.body instanceof WholeBody)) {
      answer.body.on('error', () => {
        serverFailed ||= !cancellation.isCancelled;
      });
      if (cancellation.isCancelled) {
        answer.body.destroy();
        return LEFT;
      }
      // Not every server's stream ends with its request.
      stopListening = cancellation.onCancel(reason =>
        answer.body.destroy(reason),
      );
    }
    try {
      const rewrite = this.#rewriting.for(call);
      const isStream = contentType.startsWith('text/event-stream');
      const isMessage = contentType !== '' && status < 300;
      const holding = isStream
        ? undefined
        : hold(answer, isMessage ? rewrite : undefined);
      const held = holding instanceof Promise ? await holding : holding;
      if (held !== undefined) {
        const text = held.toString();
        // As text it goes out in one piece with the head; what text would change goes as the bytes it is.
        const body = typeof held === 'string' || isUtf8(held) ? text : held;
        if (cancellation.isCancelled) return LEFT;
        const { isNoted } = record;
        let leftAt: number | undefined;
        if (isNoted) {
          sendWhole({ reply, status, headers, body });
          leftAt = Date.now();
          await afterAnswers();
        }
        const id = requestId(call);
        const result = answered(answer, {
          ...{ bytes: Buffer.byteLength(body), head: [held], leftAt },
          verdict: verdictOf({ text, id, contentType }),
        });
        if (isNoted) return result;
        const recording = record.end(result);
        if (recording) await recording;
        if (cancellation.isCancelled) return LEFT;
        sendWhole({ reply, status, headers, body });
        return result;
      }
      const seen = new ResponseObserver({ maxBytes: maxAnswerBytes(answer) });
      observer = seen;
      if (record.isLong && isStream) await record.begin();
      const onLeave = () => {
        if (!reply.headersSent) reply.writeHead(status, headers);
      };
      if (isStream) stopWaiting = this.#openSoon(reply, record, onLeave);
      const result = (leftAt?: number) =>
        answered(answer, {
          ...{ bytes: seen.bytes, head: seen.head, leftAt },
          verdict: seen.verdict(requestId(call), contentType),
        });
      const gate = new AnswerGate({
        isStream,
        isOpen: record.isNoted || (record.isLong && isStream),
        onLeave,
        onBegin: () => record.begin(),
        onEnd: async () => (record.isNoted ? undefined : record.end(result())),
      });
      if (rewrite && isStream) {
        const rewriter = new SseRewriter(rewrite);
        await pipeline(answer.body, rewriter, seen, gate, reply, KEEP);
      } else {
        await pipeline(answer.body, seen, gate, reply, KEEP);
      }
      reply.end();
      const leftAt = Date.now();
      if (record.isNoted) await afterAnswers();
      return result(leftAt);
    } catch (error) {
      if (!reply.headersSent) {
        if (cancellation.isCancelled) return LEFT;
        if (error instanceof UnrecordedAnswerError) {
          return { kind: 'refused', reason: 'audit.unavailable' };
        }
        return error instanceof UpstreamFailure
          ? refusedBy(error)
          : { kind: 'refused', reason: 'upstream.invalid' };
      }
      reply.destroy(error instanceof Error ? error : undefined);
      const outcome = serverFailed ? 'upstream-error' : 'client-closed';
      const bytes = observer?.bytes ?? 0;
      return { kind: 'answered', outcome, status, bytes };
    } finally {
      stopWaiting();
      stopListening();
    }
  }

  /**
   * Whoever waits for a stream that may stay silent wants to know that it is open. The head of an answer leaves with the first that it
   * brings: clients take a call that breaks off behind its head for one that goes on, unless they got something to resume it by.
   */
  #openSoon(
    reply: Reply,
    record: AnswerRecord,
    onLeave: () => void,
  ): () => void {
    const open = () => {
      onLeave();
      reply.flushHeaders();
    };
    if (!record.isLong) return this.#heads.start(open);
    open();
    return () => {};
  }
}

function refusedBy(failure: UpstreamFailure): ForwardResult {
  const { reason, retryAfterSeconds, refusal } = failure;
  return {
    kind: 'refused',
    reason,
    refusal: {
      ...refusal,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    },
  };
}

function requestId(call: Call): string | number | undefined {
  return call.message?.kind === 'request' ? call.message.id : undefined;
}

function answered(
  answer: UpstreamAnswer,
  seen: { bytes: number; verdict: Verdict; head: Head; leftAt?: number },
): Answered {
  const { status, findings } = answer;
  const { bytes, verdict, head, leftAt } = seen;
  const outcome = findings?.refused ? 'refused' : outcomeOf(status, verdict);
  const requestIdThere = answer.headers['x-request-id'];
  return {
    kind: 'answered',
    outcome,
    status,
    bytes,
    leftAt,
    findings,
    head,
    upstreamRequestId:
      typeof requestIdThere === 'string' ? requestIdThere : undefined,
  };
}

function outcomeOf(status: number, verdict: Verdict): CallOutcome {
  switch (verdict) {
    case 'result':
      return status >= 400 ? 'tool-error' : 'ok';
    case 'error':
      return 'tool-error';
    case 'foreign':
      return status >= 400 ? 'tool-error' : 'upstream-error';
    default:
      throw new Error(`No such verdict: ${verdict satisfies never}`);
  }
}

/**
 * A JSON answer that must be looked at is held, within bounds; and so is one that is small, since that costs less than
 * streaming it. `undefined`: it streams. Throws when what must be looked at is too large or no JSON.
 */
function hold(
  answer: UpstreamAnswer,
  rewrite: Rewrite | undefined,
): Buffer | undefined | Promise<string | Buffer | undefined> {
  if (rewrite) return holdToRewrite(answer, rewrite);
  const { body } = answer;
  if (body instanceof WholeBody && body.bytes.length <= SMALL_BYTES) {
    return body.bytes;
  }
  const length = Number(answer.headers['content-length'] ?? Infinity);
  return length <= SMALL_BYTES ? collect(body, SMALL_BYTES) : undefined;
}

async function holdToRewrite(
  answer: UpstreamAnswer,
  rewrite: Rewrite,
): Promise<string | Buffer> {
  const bytes = await collect(answer.body, MAX_HELD_BYTES);
  if (bytes === undefined) throw new UpstreamFailure('upstream.too-large');
  const message: unknown = JSON.parse(bytes.toString('utf8'));
  const changed = await rewrite(message);
  return changed === message ? bytes : JSON.stringify(changed);
}
