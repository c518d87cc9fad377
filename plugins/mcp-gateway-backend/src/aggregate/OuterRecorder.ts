import type { CallRecord, CallRecorder } from '../evidence/types';

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

  async complete(record: CallRecord): Promise<boolean> {
    return this.#isOwn(record) ? await this.#recorder.complete(record) : true;
  }

  async record(record: CallRecord): Promise<boolean> {
    return this.#isOwn(record) ? await this.#recorder.record(record) : true;
  }

  admits(call: { changesState: boolean }): boolean {
    return this.#recorder.admits(call);
  }

  async flush(): Promise<void> {
    await this.#recorder.flush();
  }

  #isOwn({ decision, method }: CallRecord): boolean {
    return decision === 'deny' || !BY_INNER_CALL.has(method);
  }
}
