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

  complete(record: CallRecord) {
    if (this.#isOwn(record)) this.#recorder.complete(record);
  }

  record(record: CallRecord) {
    if (this.#isOwn(record)) this.#recorder.record(record);
  }

  isAvailable(): boolean {
    return this.#recorder.isAvailable();
  }

  async flush(): Promise<void> {
    await this.#recorder.flush();
  }

  #isOwn({ decision, method }: CallRecord): boolean {
    return decision === 'deny' || !BY_INNER_CALL.has(method);
  }
}
