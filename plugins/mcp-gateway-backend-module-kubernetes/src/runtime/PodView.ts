import type { V1Pod } from '@kubernetes/client-node';

/** One pod, as the watch tells of it: asked for what it becomes. */
export class PodView {
  readonly #waiting = new Set<{ again(): void }>();
  /** The latest; `null`: it is gone; undefined: nothing was heard yet. */
  #pod: V1Pod | null | undefined;

  get pod(): V1Pod | null | undefined {
    return this.#pod;
  }

  set(pod: V1Pod | null): void {
    // Gone is gone: what comes later is older.
    if (this.#pod === null) return;
    this.#pod = pod;
    for (const look of [...this.#waiting]) look.again();
  }

  /** The first answer that is not undefined; undefined when the time is over. */
  until<T>(
    read: (pod: V1Pod | null) => T | undefined,
    timeoutMs?: number,
  ): Promise<T | undefined> {
    return new Promise(resolve => {
      const look = { again: () => {} };
      let timer: NodeJS.Timeout | undefined;
      const settle = (answer: T | undefined) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(answer);
      };
      if (timeoutMs !== undefined) {
        timer = setTimeout(() => settle(undefined), timeoutMs);
      }
      look.again = () => {
        const answer = this.#pod === undefined ? undefined : read(this.#pod);
        if (answer !== undefined) settle(answer);
      };
      this.#waiting.add(look);
      look.again();
    });
  }

  isGone(timeoutMs?: number): Promise<true | undefined> {
    return this.until(pod => (pod === null ? true : undefined), timeoutMs);
  }
}
