import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type { Call } from '../pipeline/types';
import { explain } from '../refusals/explain';
import { isObject } from '../rewrite/isObject';
import { askGuard } from './askGuard';
import { contextOf } from './contextOf';
import type { Findings } from './Findings';
import type { ResultGuard } from './GuardSet';
import type { GuardSettings } from './GuardSettings';
import { markResult } from './markResult';
import { verdictSchemas } from './verdictSchemas';

type GuardReason =
  | 'guard.result-refused'
  | 'guard.result-too-large'
  | 'guard.failed';
type Message = Record<string, unknown>;

/**
 * Looks at the messages of one answer. Results and errors are shown to the guards, whatever request they claim to answer;
 * requests of the server, notifications and requests for input go on. What was looked at is written again, so that
 * the client reads what the guards have seen.
 */
export class ResultInspection {
  static create(options: {
    call: Call;
    guards: readonly ResultGuard[];
    settings: GuardSettings;
    logger: LoggerService;
  }) {
    return new ResultInspection(options);
  }

  readonly findings: Findings = { trace: [] };
  readonly #options: Parameters<typeof ResultInspection.create>[0];

  private constructor(options: Parameters<typeof ResultInspection.create>[0]) {
    this.#options = options;
  }

  /**
   * @param json - one message, or several in a list
   * @returns what the client gets in its place
   */
  async inspect(json: string): Promise<string> {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      this.#note('the answer is not JSON');
      return JSON.stringify(this.#refuse(undefined, 'guard.failed'));
    }
    if (!Array.isArray(value)) return await this.#passed(value, json);
    const passed: string[] = [];
    for (const one of value) {
      passed.push(await this.#passed(one, JSON.stringify(one)));
    }
    return `[${passed.join(',')}]`;
  }

  /** What the client gets in the place of an answer that is too large to be held. */
  tooLarge(): string {
    return JSON.stringify(this.#refuse(undefined, 'guard.result-too-large'));
  }

  async #passed(value: unknown, json: string): Promise<string> {
    if (!isObject(value) || !('result' in value || 'error' in value)) {
      return json;
    }
    return JSON.stringify(await this.#guarded(value, json.length));
  }

  async #guarded(message: Message, size: number): Promise<Message> {
    const { call, guards, settings } = this.#options;
    const isOwn =
      call.message?.kind === 'request' && message.id === call.message.id;
    const kind = 'error' in message ? 'error' : 'result';
    const body = message[kind];
    const isListing =
      call.action?.kind === 'session' || call.action?.kind === 'list';
    const asksForInput =
      kind === 'result' &&
      isObject(body) &&
      body.resultType === 'input_required';
    if ((isOwn && isListing) || asksForInput) return message;
    if (!isObject(body)) {
      this.#note('the answer is no object');
      return this.#refuse(message, 'guard.failed');
    }
    if (size > settings.maxResultBytes) {
      if (settings.largeResults === 'refuse') {
        return this.#refuse(message, 'guard.result-too-large');
      }
      this.#note('too large to be looked at', 'skip');
      const text = 'This result is too large to be looked at by the guards.';
      return { ...message, [kind]: markResult(kind, body, { text }) };
    }
    let current: Message = body;
    for (const guard of guards) {
      const next = await this.#ask(guard, kind, current, isOwn);
      if ('refused' in next) {
        return this.#refuse(message, next.refused, next.text);
      }
      current = next.body;
    }
    return { ...message, [kind]: current };
  }

  async #ask(
    guard: ResultGuard,
    kind: 'result' | 'error',
    body: Message,
    isOwn: boolean,
  ): Promise<{ body: Message } | { refused: GuardReason; text?: string }> {
    const { call, settings, logger } = this.#options;
    const verdict = await askGuard({
      schema: verdictSchemas.result,
      timeoutMs: settings.timeoutMs,
      ask: signal => {
        const { method, tool, ...context } = contextOf(call, signal);
        return guard.onResult({
          ...context,
          // An answer to another request: which, the stream does not say.
          ...(isOwn && { method, tool }),
          kind,
          result: structuredClone(body) as JsonObject,
        });
      },
      onFailure: error =>
        logger.error(`The call guard ${guard.id} failed`, error as Error),
    });
    switch (verdict?.kind) {
      case undefined:
        this.#note(`${guard.id}: failed`);
        return { refused: 'guard.failed' };
      case 'pass':
        this.#note(guard.id, 'pass');
        return { body };
      case 'replace':
        this.#note(`${guard.id}: changed the result`, 'pass');
        return { body: verdict.result };
      case 'mark': {
        const { text } = verdict;
        this.#note(`${guard.id}: marked the result`, 'pass');
        return { body: markResult(kind, body, { guard: guard.id, text }) };
      }
      case 'refuse':
        this.#note(guard.id);
        return { refused: 'guard.result-refused', text: verdict.text };
      default:
        return verdict satisfies never;
    }
  }

  #refuse(
    message: Message | undefined,
    reason: GuardReason,
    text?: string,
  ): Message {
    const { call } = this.#options;
    this.findings.refused = reason;
    const told = explain({ ...call, refusal: { text } }, reason, {});
    const ownId = call.message?.kind === 'request' ? call.message.id : null;
    return {
      jsonrpc: '2.0',
      id: (message ? message.id : ownId) ?? null,
      error: { code: told.code, message: told.text, data: told.data },
    };
  }

  #note(detail: string, outcome: 'pass' | 'deny' | 'skip' = 'deny') {
    // An endless stream of answers fills no memory.
    if (this.findings.trace.length < 20) {
      this.findings.trace.push({ layer: 'guard', outcome, detail });
    }
  }
}
