/**
 * Says when nobody waits for an answer any more: to whoever asks to be told, and as an `AbortSignal` where somebody needs one. To make a
 * signal and its listeners for each call takes as long as to decide it; most calls are answered by code that does without.
 */
export interface Cancellation {
  readonly isCancelled: boolean;
  readonly signal: AbortSignal;
  /** Has somebody told, once, when it happens; not where it has happened already. Returns how to be told no more. */
  onCancel(listener: (reason: Error) => void): () => void;
}

/** A {@link Cancellation} that whoever knows of the call's end brings about. */
export class CallCancellation implements Cancellation {
  readonly #listeners = new Set<(reason: Error) => void>();
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  get isCancelled(): boolean {
    return this.#reason !== undefined;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** The first time counts. */
  cancel(): void {
    if (this.#reason) return;
    // As an AbortController would say it.
    const reason = new DOMException('Nobody waits any more', 'AbortError');
    this.#reason = reason;
    this.#controller?.abort(reason);
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener(reason);
  }

  onCancel(listener: (reason: Error) => void): () => void {
    if (!this.#reason) this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** What a signal says, as a {@link Cancellation}. */
export function cancelledBy(signal: AbortSignal): Cancellation {
  return {
    signal,
    get isCancelled() {
      return signal.aborted;
    },
    onCancel(listener) {
      const onAbort = () => listener(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      return () => signal.removeEventListener('abort', onAbort);
    },
  };
}
