import {
  Client,
  type ElicitRequest,
  StreamableHTTPClientTransport,
  UrlElicitationRequiredError,
} from '@modelcontextprotocol/client';
import type { Tool } from '../api/types';
import { explainFailure } from './explainFailure';
import { Refusals } from './Refusals';
import type {
  Answer,
  CallOutcome,
  OpenToolSession,
  Question,
  ToolSession,
} from './toolSession';

const CONNECT_MS = 30_000;
/** A call may take as long as its token lives. */
const CALL_MS = 10 * 60_000;

/** The first version without sessions. */
const FIRST_MODERN = '2026-07-28';
/** So many pages one call may ask to open. */
const MAX_PAGES = 3;

type Ask = (question: Question) => Promise<Answer>;

/** A {@link ToolSession} over the SDK's own client, which speaks both eras of the protocol. */
export class McpToolSession implements ToolSession {
  static open: OpenToolSession = options => new McpToolSession(options);

  readonly #endpoint: string;
  readonly #token: string;
  readonly #isLegacy: boolean;
  #client: Client | undefined;
  #transport: StreamableHTTPClientTransport | undefined;
  readonly #refusals = new Refusals();
  /** Of the call under way; a session has one at a time. */
  #ask: Ask | undefined;

  private constructor(options: Parameters<OpenToolSession>[0]) {
    this.#endpoint = options.endpoint;
    this.#token = options.token;
    const { protocolVersion } = options;
    this.#isLegacy =
      protocolVersion !== undefined && protocolVersion < FIRST_MODERN;
  }

  async call(
    options: Parameters<ToolSession['call']>[0],
  ): Promise<CallOutcome> {
    const { tool, args, signal, onProgress, onQuestion } = options;
    const startedAt = performance.now();
    this.#ask = onQuestion;
    try {
      const client = this.#client ?? (await this.#connect(signal));
      const call = async () =>
        await client.callTool(
          { name: tool.name, arguments: args },
          {
            signal,
            timeout: CALL_MS,
            maxTotalTimeout: CALL_MS,
            toolDefinition: definitionOf(tool),
            onprogress: ({ progress, total, message }) =>
              onProgress({ done: progress, total, message }),
          },
        );
      const answer = await call().catch(async error => {
        if (await this.#wasOpened(error)) return await call();
        throw error;
      });
      return {
        kind: 'answered',
        answer,
        seconds: (performance.now() - startedAt) / 1000,
      };
    } catch (error) {
      if (signal.aborted) return { kind: 'cancelled' };
      const failure = explainFailure(error, this.#refusals);
      // What the person confirms holds in this session. Whatever else was wrong, the next call gets a new one.
      const isAsked =
        failure.kind === 'refused' && failure.confirmTicket !== undefined;
      if (!isAsked) await this.close();
      return failure;
    } finally {
      this.#ask = undefined;
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    const transport = this.#transport;
    this.#client = undefined;
    this.#transport = undefined;
    // The session may have ended at the other side already.
    await transport?.terminateSession().catch(() => undefined);
    await client?.close().catch(() => undefined);
  }

  /** MCP 2025-11-25, -32042: a page must be opened first, and the call made again when the person has been there. */
  async #wasOpened(error: unknown): Promise<boolean> {
    if (!(error instanceof UrlElicitationRequiredError)) return false;
    for (const elicitation of error.elicitations.slice(0, MAX_PAGES)) {
      const answer = await this.#answer(elicitation);
      if (answer.action !== 'accept') return false;
    }
    return true;
  }

  async #answer(params: ElicitRequest['params']): Promise<Answer> {
    const question = toQuestion(params);
    // The gateway offers the portal's request form to clients that open pages. This page has a button for it.
    const isOwnForm =
      question.kind === 'link' &&
      URL.parse(question.url)?.origin === globalThis.location?.origin;
    if (isOwnForm) return { action: 'decline' };
    return (await this.#ask?.(question)) ?? { action: 'cancel' };
  }

  async #connect(signal: AbortSignal): Promise<Client> {
    const client = new Client(
      { name: 'sallyport-portal', version: '1.0.0' },
      {
        capabilities: { elicitation: { form: {}, url: {} } },
        versionNegotiation: { mode: 'auto' },
      },
    );
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      const answer = await this.#answer(params);
      return answer.action === 'accept'
        ? { action: 'accept', content: answer.content as never }
        : { action: answer.action };
    });
    const transport = new StreamableHTTPClientTransport(
      new URL(this.#endpoint),
      {
        fetch: async (url, init) => {
          const response = await fetch(url, init);
          await this.#refusals.note(response);
          return response;
        },
        requestInit: {
          headers: { authorization: `Bearer ${this.#token}` },
          // The gateway knows this token and nothing else of this browser.
          credentials: 'omit',
          cache: 'no-store',
          referrerPolicy: 'no-referrer',
        },
      },
    );
    await client.connect(transport, {
      signal,
      timeout: CONNECT_MS,
      // No question about an era whose answer is known: it would stand in Activity as a call that failed.
      ...(this.#isLegacy && { prior: { kind: 'legacy' } }),
    });
    this.#client = client;
    this.#transport = transport;
    return client;
  }
}

/** For the headers that mirror arguments. Results are shown as they came, whether or not they fit their schema. */
function definitionOf(tool: Tool) {
  return {
    name: tool.name,
    inputSchema: { ...tool.inputSchema, type: 'object' as const },
  };
}

function toQuestion(params: ElicitRequest['params']): Question {
  return params.mode === 'url'
    ? { kind: 'link', message: params.message, url: params.url }
    : {
        kind: 'form',
        message: params.message,
        schema: { ...params.requestedSchema },
      };
}
