import type { Client } from 'oidc-provider';
import type { ClientInfo } from './ClientInfo';
import type { KnownClient } from './knownClientSchema';

/** Says what clients are called. */
export class KnownClients {
  static create(options: { clients: readonly KnownClient[] }): KnownClients {
    return new KnownClients(options.clients);
  }

  readonly #ids: ReadonlySet<string>;

  private constructor(clients: readonly KnownClient[]) {
    this.#ids = new Set(clients.map(client => client.client_id));
  }

  /** A client as people see it. */
  describe(client: Client): ClientInfo {
    const { clientId, clientName, clientUri, logoUri } = client;
    return {
      id: clientId,
      name: clientName ?? clientId,
      ...(isHttps(clientUri) && { uri: clientUri }),
      ...(isHttps(logoUri) && { logoUri }),
      isKnown: this.#ids.has(clientId),
    };
  }
}

function isHttps(text: string | undefined): boolean {
  return text !== undefined && URL.parse(text)?.protocol === 'https:';
}
