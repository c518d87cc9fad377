import { missingCapability, type QuestionMethod } from '../missingCapability';
import type { WireMessage } from '../readMessages';
import type { OpenCall } from './OpenCall';
import type { ClientProfile } from './readClientProfile';

const QUESTIONS: readonly string[] = [
  'elicitation/create',
  'sampling/createMessage',
  'roots/list',
] satisfies QuestionMethod[];

/** What a server of the session era asks: for its client as far as the client can be asked, and the rest is declined. */
export class ServerQuestions {
  static create(options: {
    profile: ClientProfile;
    answer: (
      id: WireMessage['id'],
      outcome: { result: unknown } | { error: object },
    ) => Promise<void>;
    /** Nobody waits for a call any more. */
    cancel: (call: OpenCall) => void;
  }): ServerQuestions {
    return new ServerQuestions(options);
  }

  readonly #options: Parameters<typeof ServerQuestions.create>[0];

  private constructor(options: Parameters<typeof ServerQuestions.create>[0]) {
    this.#options = options;
  }

  /** @param call - what it is about, as far as anybody knows */
  async take(message: WireMessage, call: OpenCall | undefined): Promise<void> {
    const { profile, answer, cancel } = this.#options;
    const { id, method = '', params } = message;
    if (method === 'ping') {
      await answer(id, { result: {} });
      return;
    }
    if (!isQuestion(method)) {
      await this.#decline(message);
      return;
    }
    const missing = missingCapability(profile.capabilities, method, params);
    if (!missing && call && (await call.ask(message))) return;
    await this.#decline(message);
    if (!missing || !call) return;
    await call.push({ kind: 'missing', method, capabilities: missing });
    cancel(call);
  }

  async #decline({ id, method }: WireMessage) {
    const message = `The client does not answer ${method}`;
    await this.#options.answer(id, { error: { code: -32601, message } });
  }
}

function isQuestion(method: string): method is QuestionMethod {
  return QUESTIONS.includes(method);
}
