/** A stream that a client keeps open. */
export interface OpenStream {
  serverRef: string;
  /** Whether whoever holds it may still have it. */
  isAllowed: () => Promise<boolean>;
  /** Ends it. */
  end: () => void;
}

/**
 * The streams that are open on this replica. When the access of a server changes, and once a second for what ends by
 * the clock, each is decided again, and ended where the answer is no.
 */
export class OpenStreams {
  readonly #streams = new Set<OpenStream>();
  #timer: NodeJS.Timeout | undefined;

  get size() {
    return this.#streams.size;
  }

  start(intervalMs = 1000) {
    this.#timer = setInterval(() => void this.sweep(), intervalMs);
    this.#timer.unref();
  }

  stop() {
    clearInterval(this.#timer);
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
  }

  /** Returns the function that forgets the stream. */
  add(stream: OpenStream): () => void {
    this.#streams.add(stream);
    return () => this.#streams.delete(stream);
  }

  /** Decides again, for some servers or for all. */
  async sweep(serverRefs?: ReadonlySet<string>): Promise<void> {
    const concerned = [...this.#streams].filter(
      stream => !serverRefs || serverRefs.has(stream.serverRef),
    );
    await Promise.all(
      concerned.map(async stream => {
        // Whoever cannot be checked is treated as refused.
        const allowed = await stream.isAllowed().catch(() => false);
        if (!allowed && this.#streams.delete(stream)) stream.end();
      }),
    );
  }
}
