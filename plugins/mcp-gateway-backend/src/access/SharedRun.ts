/**
 * Runs a task at most once at a time, and one run for all who wait. Who asks while a run is under way waits for the
 * next one: the run under way may have looked before the thing happened that the caller wants to see.
 */
export class SharedRun {
  static create(task: () => Promise<void>): SharedRun {
    return new SharedRun(task);
  }

  readonly #task: () => Promise<void>;
  #waiting: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  private constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  /** Resolves when a run that began after this call has ended; rejects as the run does. */
  ask(): Promise<void> {
    this.#waiting ??= this.#startAfter(this.#last);
    return this.#waiting;
  }

  #startAfter(previous: Promise<void>): Promise<void> {
    const run = previous.then(() => {
      this.#waiting = undefined;
      return this.#task();
    });
    this.#last = run.catch(() => undefined);
    return run;
  }
}
