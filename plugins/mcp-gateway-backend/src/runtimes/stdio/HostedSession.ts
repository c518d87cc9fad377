import type { RuntimeUse } from '../types';
import type { ListeningSession, RuntimeConnection } from './RuntimeConnection';
import { StandingOutput } from './StandingOutput';

/** Whose a session is, and with which server. */
export interface HostedSessionOwner {
  readonly serverRef: string;
  readonly userEntityRef: string;
}

/** One session of a client with a server that the gateway runs. */
export class HostedSession implements ListeningSession {
  readonly id: string;
  readonly owner: HostedSessionOwner;
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly standing = new StandingOutput();
  /** Of a session that has a runtime of its own: that runtime, and the revision it runs. */
  readonly own?: { use: RuntimeUse; digest: string };
  readonly #isShared: boolean;
  /** Where it has something that would be lost with the runtime. */
  #connection: RuntimeConnection | undefined;

  constructor(options: {
    id: string;
    owner: HostedSessionOwner;
    capabilities: Readonly<Record<string, unknown>>;
    /** Others have sessions at the same runtime. */
    isShared: boolean;
    own?: { use: RuntimeUse; digest: string };
  }) {
    this.id = options.id;
    this.owner = options.owner;
    this.capabilities = options.capabilities;
    this.own = options.own;
    this.#isShared = options.isShared;
    if (options.own) this.attach(options.own.use.connection);
  }

  async hear(text: string): Promise<void> {
    await this.standing.write(text, { mayWait: !this.#isShared });
  }

  /** `false`: it had subscriptions at a runtime that is gone, so its client has to begin anew. */
  attach(connection: RuntimeConnection): boolean {
    const before = this.#connection;
    if (before === connection && connection.has(this.id)) return true;
    if (before?.isRooted(this.id)) return false;
    this.#connection = connection;
    connection.attach(this);
    return true;
  }

  /** Ends it, and its runtime where it has one of its own. */
  close() {
    this.standing.close();
    this.#connection?.detach(this.id);
    this.own?.use.end();
  }
}
