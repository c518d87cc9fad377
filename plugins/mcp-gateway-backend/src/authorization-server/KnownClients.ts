import type { Client } from 'oidc-provider';
import type { ClientInfo } from './ClientInfo';
import type { KnownClient } from './knownClientSchema';

/** The clients that an administrator registered, and what clients are called. */
export class KnownClients {
  static create(options: { clients: readonly KnownClient[] }): KnownClients {
    return new KnownClients(options.clients);
  }

  readonly #clients: ReadonlyMap<string, KnownClient>;

  private constructor(clients: readonly KnownClient[]) {
    this.#clients = new Map(clients.map(client => [client.client_id, client]));
  }

  /** The metadata document of a known client. */
  metadataOf(id: string): KnownClient | undefined {
    return this.#clients.get(id);
  }

  /** A client as people see it. */
  describe(client: Client): ClientInfo {
    const { clientId, clientName, clientUri, logoUri } = client;
    return {
      id: clientId,
      name: clientName ?? clientId,
      ...(isHttps(clientUri) && { uri: clientUri }),
      ...(isHttps(logoUri) && { logoUri }),
      isKnown: this.#clients.has(clientId),
    };
  }
}

function isHttps(text: string | undefined): boolean {
  return text !== undefined && URL.parse(text)?.protocol === 'https:';
}
