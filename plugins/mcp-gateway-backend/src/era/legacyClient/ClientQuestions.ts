import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Mailbox } from '../../sessions/Mailbox';
import type { Session } from '../../sessions/types';
import { missingCapability } from '../missingCapability';

/** Begins the ids of the gateway's questions: an answer to anything else is nobody's. */
const ID_PREFIX = 'sallyport-';
const MAX_QUESTIONS = 16;

const questionsSchema = z.record(
  z.string().max(200),
  z.looseObject({
    method: z.enum([
      'elicitation/create',
      'sampling/createMessage',
      'roots/list',
    ]),
    params: z.record(z.string(), z.unknown()).optional(),
  }),
);
const answerSchema = z.looseObject({
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.unknown().optional(),
});
type Emit = (message: object) => Promise<void>;
type Question = z.infer<typeof questionsSchema>[string];

/** What came of asking a client: its answers, or why there are none. */
export type AskedClient =
  | { answers: Record<string, unknown>; refused?: undefined }
  | { refused: string };

/** Puts what a server of the stateless era wants to know to a client of the session era, as requests on the stream of its call. */
export class ClientQuestions {
  static create(options: { mailbox: Mailbox; waitMs?: number }) {
    return new ClientQuestions(options.mailbox, options.waitMs ?? 10 * 60_000);
  }

  readonly #mailbox: Mailbox;
  readonly #waitMs: number;

  private constructor(mailbox: Mailbox, waitMs: number) {
    this.#mailbox = mailbox;
    this.#waitMs = waitMs;
  }

  /** Hands on what a client answered, to whichever replica asked. */
  async take(session: Session, id: unknown, bytes: Buffer): Promise<void> {
    if (typeof id !== 'string' || !id.startsWith(ID_PREFIX)) return;
    await this.#mailbox.post(addressOf(session, id), bytes);
  }

  async ask(options: {
    /** `inputRequests` of the server. */
    questions: unknown;
    session: Session;
    /** Writes to the client. */
    emit: Emit;
    signal: AbortSignal;
  }): Promise<AskedClient> {
    const { session, emit, signal } = options;
    const parsed = questionsSchema.safeParse(options.questions ?? {});
    const entries = Object.entries(parsed.data ?? {});
    if (!parsed.success || entries.length > MAX_QUESTIONS) {
      return { refused: 'The server asks for what this client cannot give' };
    }
    const missing = entries.find(
      ([, { method, params }]) =>
        missingCapability(session.capabilities ?? {}, method, params) !==
        undefined,
    );
    if (missing) {
      const [, { method }] = missing;
      return {
        refused: `The server asks for ${method}, which this client does not offer`,
      };
    }
    const found = await Promise.all(
      entries.map(async ([key, question]) => ({
        key,
        answer: await this.#askOne(question, { session, emit, signal }),
      })),
    );
    if (found.some(({ answer }) => answer?.result === undefined)) {
      return { refused: 'The client did not answer what the server asked' };
    }
    return {
      answers: Object.fromEntries(
        found.map(({ key, answer }) => [key, answer?.result]),
      ),
    };
  }

  async #askOne(
    { method, params }: Question,
    options: { session: Session; emit: Emit; signal: AbortSignal },
  ) {
    const { session, emit, signal } = options;
    const id = `${ID_PREFIX}${randomUUID()}`;
    const isUrl = method === 'elicitation/create' && params?.mode === 'url';
    const message = {
      jsonrpc: '2.0',
      id,
      method,
      params: {
        ...params,
        // MCP 2025-11-25 names each request to open a page; the stateless era does not.
        ...(isUrl && { elicitationId: id }),
      },
    };
    const answer = this.#mailbox.receive(addressOf(session, id), {
      signal,
      timeoutMs: this.#waitMs,
    });
    await emit(message);
    const bytes = await answer;
    if (!bytes) return undefined;
    const parsed = answerSchema.safeParse(JSON.parse(bytes.toString('utf8')));
    return parsed.data;
  }
}

/** Only who was asked in this session can know where the answer goes. */
function addressOf(session: Session, id: string): string {
  return `era:answer:${session.hash}:${id}`;
}
