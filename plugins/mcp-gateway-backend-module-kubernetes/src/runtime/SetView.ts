import type { V1Pod } from '@kubernetes/client-node';

/** The pods of one runtime that is a set, as the watch tells of them. */
export class SetView {
  readonly #pods = new Map<string, V1Pod>();
  readonly #waiting = new Set<() => void>();

  /** Those that are there. */
  get pods(): readonly V1Pod[] {
    return [...this.#pods.values()];
  }

  /** Undefined: it is gone. */
  set(name: string, pod: V1Pod | undefined): void {
    if (pod) this.#pods.set(name, pod);
    else this.#pods.delete(name);
    for (const look of [...this.#waiting]) look();
  }

  /** Looks now, and at each change. @returns ends it. */
  onChange(look: () => void): () => void {
    this.#waiting.add(look);
    look();
    return () => this.#waiting.delete(look);
  }

  /** The first answer that is not undefined; undefined when the time is over. */
  async until<T>(
    read: (pods: readonly V1Pod[]) => T | undefined,
    timeoutMs: number,
  ): Promise<T | undefined> {
    let leave = () => {};
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<T | undefined>(resolve => {
        timer = setTimeout(() => resolve(undefined), timeoutMs);
        leave = this.onChange(() => {
          const answer = read(this.pods);
          if (answer !== undefined) resolve(answer);
        });
      });
    } finally {
      clearTimeout(timer);
      leave();
    }
  }
}
