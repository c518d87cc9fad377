import type { Outcome } from '../liveAnswer';
import type { WireMessage } from '../readMessages';
import { rpcError } from '../rpcError';
import type { AskedRequest } from './askedBy';
import { asUrlQuestions } from './asUrlQuestions';
import type { CallEvent } from './OpenCall';
import type { RequestStates } from './RequestStates';
import { toInputRequest } from './toInputRequest';
import { toModernError } from './toModernError';
import { toModernResult } from './toModernResult';
import type { WaitingCall } from './WaitingCall';

const MISSING_CAPABILITY = -32021;

/** Follows a call at a server of the session era until there is something to tell its client: an answer, or a question. */
export class CallFollower {
  static create(options: {
    states: RequestStates;
    /** Keeps a call until its client has answered. */
    keep: (waiting: WaitingCall) => void;
  }): CallFollower {
    return new CallFollower(options);
  }

  readonly #states: RequestStates;
  readonly #keep: (waiting: WaitingCall) => void;

  private constructor(options: Parameters<typeof CallFollower.create>[0]) {
    this.#states = options.states;
    this.#keep = options.keep;
  }

  /** @param options - `asked`: the request of the client that is to be answered */
  async follow(options: {
    waiting: WaitingCall;
    asked: AskedRequest;
    emit: (message: object) => Promise<void>;
  }): Promise<Outcome> {
    const { waiting, asked, emit } = options;
    for (;;) {
      const event = await waiting.call.next();
      if (!event) {
        return {
          message: rpcError(asked.id, -32603, 'The server gave no answer'),
        };
      }
      switch (event.kind) {
        case 'notification':
          await emit(event.message);
          break;
        case 'question':
          // Those that came together are asked together.
          if (waiting.call.questions.size > 0) return this.#ask(waiting, asked);
          break;
        case 'answer':
          return this.#answer(waiting, asked, event.message);
        case 'missing':
          return missing(asked, event);
        default:
          throw new Error(`No such event: ${event satisfies never}`);
      }
    }
  }

  #ask(waiting: WaitingCall, asked: AskedRequest): Outcome {
    const questions = [...waiting.call.questions].map(([key, message]) => [
      key,
      toInputRequest(message),
    ]);
    this.#keep(waiting);
    return this.#needsInput(
      asked,
      Object.fromEntries(questions),
      waiting.call.id,
    );
  }

  #answer(
    { call: { method }, session }: WaitingCall,
    asked: AskedRequest,
    { result, error }: WireMessage,
  ): Outcome {
    const { id } = asked;
    if (error) {
      const questions = asked.opensUrls ? asUrlQuestions(error) : undefined;
      return questions
        ? this.#needsInput(asked, questions)
        : toModernError(id, error);
    }
    const { serverInfo } = session.info;
    return {
      message: { id, result: toModernResult(method, result ?? {}, serverInfo) },
    };
  }

  #needsInput(
    asked: AskedRequest,
    inputRequests: object,
    waiting?: string,
  ): Outcome {
    const result = {
      resultType: 'input_required',
      inputRequests,
      requestState: this.#states.write(asked, waiting),
    };
    return { message: { id: asked.id, result } };
  }
}

/** MCP 2026-07-28: the client can make its request again and declare it. */
function missing(
  { id }: AskedRequest,
  { method, capabilities }: Extract<CallEvent, { kind: 'missing' }>,
): Outcome {
  return {
    message: rpcError(
      id,
      MISSING_CAPABILITY,
      `The server asks for ${method}, which the client did not declare`,
      { requiredCapabilities: capabilities },
    ),
    status: 400,
  };
}
