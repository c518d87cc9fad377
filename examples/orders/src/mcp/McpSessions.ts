import { randomUUID } from 'node:crypto';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

interface Session {
  /** Who opened it: nobody else goes on with it. */
  owner: string;
  transport: StreamableHTTPServerTransport;
  lastUsed: number;
}

/** The open sessions: bounded in number, and closed when nobody used them for a while. */
export class McpSessions {
  static create(options: {
    createServer: () => McpServer;
    maxSessions?: number;
    idleMs?: number;
    now?: () => number;
  }): McpSessions {
    return new McpSessions(
      options.createServer,
      options.maxSessions ?? 500,
      options.idleMs ?? 30 * 60 * 1000,
      options.now ?? Date.now,
    );
  }

  readonly #createServer: () => McpServer;
  readonly #maxSessions: number;
  readonly #idleMs: number;
  readonly #now: () => number;
  readonly #sessions = new Map<string, Session>();

  private constructor(
    createServer: () => McpServer,
    maxSessions: number,
    idleMs: number,
    now: () => number,
  ) {
    this.#createServer = createServer;
    this.#maxSessions = maxSessions;
    this.#idleMs = idleMs;
    this.#now = now;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** The session of this owner; another's is as unknown as none. */
  find(
    sessionId: string,
    owner: string,
  ): StreamableHTTPServerTransport | undefined {
    const session = this.#sessions.get(sessionId);
    if (session?.owner !== owner) {
      return undefined;
    }
    session.lastUsed = this.#now();
    return session.transport;
  }

  /** A transport for a client that has no session yet; undefined when there is no room. */
  async open(
    owner: string,
  ): Promise<StreamableHTTPServerTransport | undefined> {
    await this.#closeIdle();
    if (this.#sessions.size >= this.#maxSessions) {
      return undefined;
    }
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: sessionId => {
        this.#sessions.set(sessionId, {
          ...{ owner, transport },
          lastUsed: this.#now(),
        });
      },
    });
    transport.onclose = () => {
      if (transport.sessionId) {
        this.#sessions.delete(transport.sessionId);
      }
    };
    await this.#createServer().connect(transport);
    return transport;
  }

  async closeAll(): Promise<void> {
    await Promise.all(
      [...this.#sessions.values()].map(({ transport }) => transport.close()),
    );
  }

  async #closeIdle(): Promise<void> {
    const oldest = this.#now() - this.#idleMs;
    const idle = [...this.#sessions.values()].filter(
      session => session.lastUsed < oldest,
    );
    await Promise.all(idle.map(({ transport }) => transport.close()));
  }
}
