/** Which sessions of a runtime have subscribed to which resources: the runtime itself knows one subscriber only. */
export class Subscriptions {
  readonly #byUri = new Map<string, Set<string>>();

  add(session: string, uri: string) {
    const sessions = this.#byUri.get(uri) ?? new Set();
    sessions.add(session);
    this.#byUri.set(uri, sessions);
  }

  remove(session: string, uri: string) {
    const sessions = this.#byUri.get(uri);
    sessions?.delete(session);
    if (sessions?.size === 0) this.#byUri.delete(uri);
  }

  /** Whether the runtime sends it already. */
  has(uri: string): boolean {
    return this.#byUri.has(uri);
  }

  of(session: string): string[] {
    return [...this.#byUri]
      .filter(([, sessions]) => sessions.has(session))
      .map(([uri]) => uri);
  }

  /** Who hears of a change; one may be of a part of what was subscribed to (MCP 2025-11-25, resources). */
  hearing(uri: string): string[] {
    const sessions = new Set<string>();
    for (const [subscribed, own] of this.#byUri) {
      const isPart = uri.startsWith(`${subscribed.replace(/\/$/, '')}/`);
      if (uri === subscribed || isPart) own.forEach(one => sessions.add(one));
    }
    return [...sessions];
  }
}
