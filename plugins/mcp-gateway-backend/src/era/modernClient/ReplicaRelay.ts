import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Call } from '../../pipeline/types';
import type { Mailbox } from '../../sessions/Mailbox';
import { currentTrace, goOnWith } from '../../telemetry/traceContext';
import type { Outcome } from '../liveAnswer';
import { rpcError } from '../rpcError';
import { giveAnswers } from './giveAnswers';
import type { WaitingCall } from './WaitingCall';

/** Then the replica with the call is not there any more, or has given up on it. */
const TAKEN_MS = 4_000;
const WAIT_MS = 10 * 60_000;
const POST_TRIES = 25;
const POST_AGAIN_MS = 200;
/** What one piece of mail can carry, with room for its envelope. */
const MAX_CHARS = 900 * 1024;

const questionSchema = z.object({
  replyTo: z.string(),
  id: z.union([z.string(), z.number()]),
  progressToken: z.unknown().optional(),
  answers: z.record(z.string(), z.record(z.string(), z.unknown())),
  trace: z
    .object({ traceparent: z.string(), tracestate: z.string().optional() })
    .optional(),
});
const replySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('taken') }),
  z.object({
    kind: z.literal('notice'),
    message: z.record(z.string(), z.unknown()),
  }),
  z.object({
    kind: z.literal('last'),
    message: z.record(z.string(), z.unknown()),
    status: z.number().optional(),
  }),
]);
type Reply = z.infer<typeof replySchema>;

type Emit = (message: object) => Promise<void>;

/**
 * Goes on with a call that waits at another replica: its client's answers go there, and what comes of it comes back. The
 * address of a call is known to those alone who hold its sealed state.
 */
export class ReplicaRelay {
  static create(options: { mailbox: Mailbox }): ReplicaRelay {
    return new ReplicaRelay(options.mailbox);
  }

  readonly #mailbox: Mailbox;

  private constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
  }

  /** Asks the replica that has the call. */
  async ask(options: {
    callId: string;
    call: Call;
    answers: Record<string, Record<string, unknown>>;
    progressToken: unknown;
    emit: Emit;
    signal: AbortSignal;
  }): Promise<Outcome> {
    const { callId, call, answers, progressToken, emit, signal } = options;
    const id = call.message?.id ?? 0;
    const replyTo = `era:reply:${randomUUID()}`;
    const trace = currentTrace();
    const question = { replyTo, id, progressToken, answers, trace };
    await this.#mailbox.post(addressOf(callId), toBytes(question));
    let reply = await this.#next(replyTo, signal, TAKEN_MS);
    if (!reply) {
      return {
        message: rpcError(
          id,
          -32602,
          'The request waits for input no more: make it again',
        ),
      };
    }
    const leave = () => {
      if (reply?.kind === 'last') return;
      void this.#mailbox.post(`${replyTo}:left`, Buffer.of(1)).catch(() => {});
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      for (;;) {
        if (reply?.kind === 'notice') await emit(reply.message);
        else if (reply?.kind === 'last') {
          return { message: reply.message, status: reply.status };
        }
        reply = await this.#next(replyTo, signal, WAIT_MS);
        if (!reply) {
          return {
            message: rpcError(id, -32603, 'The answer did not come in time'),
          };
        }
      }
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /**
   * Waits for what another replica has to say about a call that waits here.
   *
   * @param options - `take`: it waits no more; `follow`: what comes of it
   */
  async serve(options: {
    callId: string;
    signal: AbortSignal;
    take: () => WaitingCall | undefined;
    follow: (options: {
      waiting: WaitingCall;
      id: string | number;
      emit: Emit;
    }) => Promise<Outcome>;
  }): Promise<void> {
    const { callId, signal, take, follow } = options;
    const mail = await this.#mailbox.receive(addressOf(callId), {
      signal,
      timeoutMs: WAIT_MS,
    });
    if (!mail) return;
    const question = questionSchema.parse(JSON.parse(mail.toString('utf8')));
    const { replyTo, id, answers, progressToken, trace } = question;
    const waiting = take();
    if (!waiting) return;
    await this.#reply(replyTo, { kind: 'taken' });
    const over = new AbortController();
    void this.#mailbox
      .receive(`${replyTo}:left`, { signal: over.signal, timeoutMs: WAIT_MS })
      .then(left => left && waiting.session.cancel(waiting.call));
    try {
      waiting.call.progressToken = progressToken;
      // Of the request that brought them, not of the one that waits.
      await goOnWith(trace, () => giveAnswers(waiting, answers));
      const emit = async (message: object) =>
        // Where the other replica is too slow, notifications are left out.
        await this.#post(replyTo, {
          kind: 'notice',
          message: { ...message },
        }).catch(() => {});
      const { message, status } = await follow({ waiting, id, emit });
      const last = { ...message };
      const isTooLarge = JSON.stringify(last).length > MAX_CHARS;
      await this.#reply(replyTo, {
        kind: 'last',
        message: isTooLarge
          ? rpcError(id, -32603, 'The answer is too large to be handed on')
          : last,
        status,
      });
    } catch {
      const message = rpcError(id, -32603, 'The server gave no answer');
      await this.#reply(replyTo, { kind: 'last', message });
    } finally {
      over.abort();
    }
  }

  async #next(
    address: string,
    signal: AbortSignal,
    timeoutMs: number,
  ): Promise<Reply | undefined> {
    const mail = await this.#mailbox.receive(address, { signal, timeoutMs });
    return mail && replySchema.parse(JSON.parse(mail.toString('utf8')));
  }

  /** What must arrive. Never throws. */
  async #reply(address: string, reply: Reply): Promise<void> {
    for (let left = POST_TRIES; left > 0; left--) {
      try {
        await this.#post(address, reply);
        return;
      } catch {
        await new Promise(resolve => setTimeout(resolve, POST_AGAIN_MS));
      }
    }
  }

  async #post(address: string, reply: Reply): Promise<void> {
    await this.#mailbox.post(address, toBytes(reply));
  }
}

function addressOf(callId: string): string {
  return `era:waiting:${callId}`;
}

function toBytes(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
