import type { WireMessage } from '../readMessages';

/** Which changes a client wants to be told of. */
export interface ListenFilter {
  toolsListChanged?: true;
  promptsListChanged?: true;
  resourcesListChanged?: true;
  resourceSubscriptions?: string[];
}

interface Listener {
  filter: ListenFilter;
  tell: (message: WireMessage) => Promise<void>;
  /** The server's session is over. */
  end: () => void;
}

/** Those who want to be told of changes in one session with a server. */
export class Listeners {
  readonly #listeners = new Set<Listener>();

  get size(): number {
    return this.#listeners.size;
  }

  add(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  wantsResource(uri: string): boolean {
    return [...this.#listeners].some(({ filter }) =>
      filter.resourceSubscriptions?.includes(uri),
    );
  }

  async tell(message: WireMessage): Promise<void> {
    const interested = [...this.#listeners].filter(({ filter }) =>
      wants(filter, message),
    );
    await Promise.all(interested.map(({ tell }) => tell(message)));
  }

  end(): void {
    for (const { end } of [...this.#listeners]) end();
    this.#listeners.clear();
  }
}

function wants(filter: ListenFilter, { method, params }: WireMessage): boolean {
  switch (method) {
    case 'notifications/tools/list_changed':
      return filter.toolsListChanged === true;
    case 'notifications/prompts/list_changed':
      return filter.promptsListChanged === true;
    case 'notifications/resources/list_changed':
      return filter.resourcesListChanged === true;
    case 'notifications/resources/updated': {
      const uri = params?.uri;
      // A server may tell of a part of what was subscribed to (MCP 2025-11-25, resources).
      return (
        typeof uri === 'string' &&
        (filter.resourceSubscriptions ?? []).some(
          wanted => uri === wanted || uri.startsWith(`${wanted}/`),
        )
      );
    }
    default:
      return false;
  }
}
