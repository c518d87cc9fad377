import type { CallRecord, CallRecorder, EventDraft } from '../evidence/types';

const BY_INNER_CALL = new Set([
  ...['tools/call', 'prompts/get', 'resources/read', 'completion/complete'],
]);

/** Records what is asked of the endpoint for all servers: each call once. What went on to a server is recorded there. */
export class OuterRecorder implements CallRecorder {
  static create(options: { recorder: CallRecorder }) {
    return new OuterRecorder(options.recorder);
  }

  readonly #recorder: CallRecorder;

  private constructor(recorder: CallRecorder) {
    this.#recorder = recorder;
  }

  async intent(record: CallRecord): Promise<void> {
    if (this.#isOwn(record)) await this.#recorder.intent(record);
  }

  async open(record: CallRecord): Promise<boolean> {
    return this.#isOwn(record) ? await this.#recorder.open(record) : true;
  }

  prepare(
    record: CallRecord,
    options: { mayNote: boolean },
  ): EventDraft | 'noted' | undefined {
    return this.#isOwn(record)
      ? this.#recorder.prepare(record, options)
      : undefined;
  }

  complete(record: CallRecord, draft?: EventDraft): boolean | Promise<boolean> {
    return this.#isOwn(record) ? this.#recorder.complete(record, draft) : true;
  }

  record(record: CallRecord, draft?: EventDraft): boolean | Promise<boolean> {
    return this.#isOwn(record) ? this.#recorder.record(record, draft) : true;
  }

  admits(call: { changesState: boolean }): boolean {
    return this.#recorder.admits(call);
  }

  #isOwn({ decision, method }: CallRecord): boolean {
    return decision === 'deny' || !BY_INNER_CALL.has(method);
  }
}
