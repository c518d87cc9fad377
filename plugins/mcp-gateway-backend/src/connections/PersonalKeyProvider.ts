import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { asHeader } from '../credentials/asHeader';
import { accountOf } from './accountOf';
import type { Connections } from './Connections';
import type { ConnectTickets } from './ConnectTickets';
import { type HeldKey, heldKeySchema } from './heldKey';
import { placeOf } from './placeOf';
import type { Connection } from './types';

/** A person's own key at the system behind a server. From memory. */
export class PersonalKeyProvider implements CredentialProvider {
  static create(options: {
    connections: Connections;
    tickets: ConnectTickets;
  }): PersonalKeyProvider {
    return new PersonalKeyProvider(options);
  }

  readonly type = 'personal-key';
  readonly #options: Parameters<typeof PersonalKeyProvider.create>[0];
  readonly #keys = new WeakMap<Connection, HeldKey>();
  /** What was given for which request: the refusal of an older key harms no newer one. */
  readonly #given = new WeakMap<CredentialRequest, Connection>();

  private constructor(
    options: Parameters<typeof PersonalKeyProvider.create>[0],
  ) {
    this.#options = options;
  }

  provide(
    request: CredentialRequest,
  ): CredentialResult | Promise<CredentialResult> {
    const known = this.#options.connections.peek(keyOf(request));
    return known ? this.#result(known, request) : this.#provide(request);
  }

  async refused(
    request: CredentialRequest,
    lacks?: { readonly scopes: readonly string[] },
  ): Promise<void> {
    const given = this.#given.get(request);
    // A key that may not do this may do other things: only its owner can tell whether they have a better one.
    if (given && !lacks) await this.#options.connections.needSignIn(given);
  }

  async holds(request: CredentialRequest): Promise<boolean> {
    return await this.#options.connections.isStill(this.#given.get(request));
  }

  async #provide(request: CredentialRequest): Promise<CredentialResult> {
    try {
      const connection = await this.#options.connections.find(keyOf(request));
      return connection
        ? await this.#result(connection, request)
        : await this.#needsKey(request, 'You have not given your key');
    } catch {
      // The database or what decrypts is away. The error could quote what is secret.
      return { kind: 'unavailable' };
    }
  }

  #result(
    connection: Connection,
    request: CredentialRequest,
  ): CredentialResult | Promise<CredentialResult> {
    const { config, upstreamUrl } = request;
    const held = this.#keyOf(connection);
    if (config.type !== 'personal-key' || !held) {
      return this.#needsKey(request, 'Your key is needed again');
    }
    // C2: a key goes to the system that it was given for, whatever has been approved since.
    if (held.origin !== placeOf(upstreamUrl)) {
      return this.#needsKey(
        request,
        'The server has another address since you gave your key',
      );
    }
    this.#given.set(request, connection);
    this.#options.connections.noteUse(connection);
    const given = asHeader(config, held.key);
    return given.kind === 'headers'
      ? { ...given, account: accountOf(connection) }
      : given;
  }

  #keyOf(connection: Connection): HeldKey | undefined {
    const known = this.#keys.get(connection);
    const { kind, secret } = connection;
    if (known || secret === undefined || kind !== 'personal-key') return known;
    const held = heldKeySchema.parse(JSON.parse(secret));
    this.#keys.set(connection, held);
    return held;
  }

  async #needsKey(
    { principal, serverRef }: CredentialRequest,
    why: string,
  ): Promise<CredentialResult> {
    const connectPath = await this.#options.tickets.pathFor({
      userRef: principal.userRef,
      target: serverRef,
    });
    return { kind: 'needs-sign-in', why, connectPath };
  }
}

function keyOf({ principal, serverRef }: CredentialRequest) {
  return { userRef: principal.userRef, target: serverRef };
}
