import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import type { MembershipResolver } from '../access/types';
import type { PersonServers } from '../aggregate/PersonServers';
import type { AccessDirectory } from '../access/types';
import type { AccountLinks } from './AccountLinks';
import type { UseDecisions } from '../permissions/UseDecisions';
import type { Connections } from './Connections';
import type { ConnectTickets } from './ConnectTickets';
import { heldKeySchema } from './heldKey';
import { placeOf } from './placeOf';
import type { OAuthClientSettings } from './readOAuthClients';
import type { Connection, ConnectionKey, ConnectionKind } from './types';

/** A connection that a person has, or could have. Never what is secret. */
export interface ConnectionInfo {
  id?: string;
  /** Of a server. */
  serverRef?: string;
  /** Of an identity provider: the name of the client. */
  client?: string;
  title?: string;
  kind: ConnectionKind;
  state: 'linked' | 'needs-sign-in' | 'none';
  hint?: string;
  linkedAt?: string;
  lastUsedAt?: string;
}

/** The portal's side of people's connections. */
export class ConnectionDesk {
  static create(options: {
    connections: Connections;
    links: AccountLinks;
    tickets: ConnectTickets;
    clients: ReadonlyMap<string, OAuthClientSettings>;
    directory: Pick<AccessDirectory, 'get' | 'refs'>;
    membership: MembershipResolver;
    decisions: Pick<UseDecisions, 'of'>;
    servers: Pick<PersonServers, 'isAllowed'>;
  }): ConnectionDesk {
    return new ConnectionDesk(options);
  }

  readonly #options: Parameters<typeof ConnectionDesk.create>[0];

  private constructor(options: Parameters<typeof ConnectionDesk.create>[0]) {
    this.#options = options;
  }

  /** What the person has connected, and what servers that they may use would need. */
  async list(userRef: string): Promise<ConnectionInfo[]> {
    const held = new Map(
      (await this.#options.connections.list(userRef)).map(each => [
        each.target,
        each,
      ]),
    );
    const wanted = [
      ...(await this.#ofServers(userRef)),
      ...this.#ofIdentities(),
    ];
    const listed = wanted.map(({ target, ...info }) => {
      const connection = held.get(target);
      held.delete(target);
      return connection?.kind === info.kind
        ? { ...info, ...describe(connection) }
        : { ...info, state: 'none' as const };
    });
    // What is of no use any more is shown too: the person may want it gone.
    const rest = [...held.values()].map(connection => ({
      ...whereOf(connection.target),
      kind: connection.kind,
      ...describe(connection),
    }));
    return [...listed, ...rest];
  }

  /** Keeps a person's own key, in the place of an older one. */
  async storeKey(
    options: ConnectionKey & { key: string; ticket?: string },
  ): Promise<void> {
    const { userRef, target, key, ticket } = options;
    const { connections, tickets } = this.#options;
    const document = await this.#mayUse(userRef, target);
    const revision = document.approvedRevision;
    if (revision?.credential?.type !== 'personal-key') {
      throw new NotAllowedError(`${target} takes no personal keys`);
    }
    const held = heldKeySchema.safeParse({
      key: key.trim(),
      origin: placeOf(revision.upstream.url),
    });
    if (!held.success) {
      throw new InputError('This is no key: it does not fit a header');
    }
    if (ticket !== undefined) await tickets.spend(ticket, { userRef, target });
    await connections.link({
      userRef,
      target,
      kind: 'personal-key',
      secret: JSON.stringify(held.data),
    });
  }

  /** Where to send the person's browser to link their account. */
  async begin(
    key: ConnectionKey,
    ticket?: string,
  ): Promise<{ redirectTo: string }> {
    if (!key.target.startsWith('client:')) {
      await this.#mayUse(key.userRef, key.target);
    }
    return await this.#options.links.begin(key, ticket);
  }

  /** Links the account that the person has signed in to. */
  async finish(
    userRef: string,
    ticket: string,
  ): Promise<{ serverRef?: string; client?: string }> {
    const { target } = await this.#options.links.finish(userRef, ticket);
    return whereOf(target);
  }

  /** Forgets a connection, and ends it at its issuer where that offers it. */
  async unlink(userRef: string, id: string): Promise<{ revoked: boolean }> {
    const { connections, links } = this.#options;
    const listed = await connections.list(userRef);
    const target = listed.find(each => each.id === id)?.target;
    const connection =
      target === undefined ? null : await connections.read({ userRef, target });
    if (!connection) throw new NotFoundError('There is no such connection');
    if (!(await connections.unlink(connection))) {
      // Renewed this moment: what there is now goes.
      return await this.unlink(userRef, id);
    }
    const isAccount = connection.kind !== 'personal-key';
    return {
      revoked: isAccount && (await links.revoke(connection)) === 'revoked',
    };
  }

  async #ofServers(
    userRef: string,
  ): Promise<Array<Omit<ConnectionInfo, 'state'> & { target: string }>> {
    const { directory, membership, decisions, servers } = this.#options;
    const principal = await membership.resolve(userRef);
    if (!principal) return [];
    const caller = { principal, permission: await decisions.of(userRef) };
    return directory.refs().flatMap(ref => {
      const document = directory.get(ref);
      const credential = document?.approvedRevision?.credential;
      const isOfPeople =
        credential?.type === 'personal-key' ||
        credential?.type === 'user-oauth';
      if (!document || !isOfPeople) return [];
      const action = { kind: 'list', method: 'tools/list' } as const;
      if (!servers.isAllowed({ document, action, ...caller })) return [];
      const hint = 'hint' in credential ? credential.hint : undefined;
      return [
        {
          target: ref,
          serverRef: ref,
          kind: credential.type,
          ...(document.title && { title: document.title }),
          ...(hint && { hint }),
        },
      ];
    });
  }

  #ofIdentities() {
    return [...this.#options.clients.values()]
      .filter(({ isIdentity }) => isIdentity)
      .map(({ name, title }) => ({
        target: `client:${name}`,
        client: name,
        title,
        kind: 'identity' as const,
      }));
  }

  async #mayUse(userRef: string, target: string) {
    const { directory, membership, decisions, servers } = this.#options;
    const document = directory.get(target);
    const principal = await membership.resolve(userRef);
    const isAllowed =
      document &&
      principal &&
      servers.isAllowed({
        document,
        principal,
        permission: await decisions.of(userRef),
        action: { kind: 'list', method: 'tools/list' },
      });
    if (!isAllowed) {
      throw new NotAllowedError(
        `You have no access to ${target}: ask for it first`,
      );
    }
    return document;
  }
}

function whereOf(target: string): { serverRef?: string; client?: string } {
  return target.startsWith('client:')
    ? { client: target.slice('client:'.length) }
    : { serverRef: target };
}

function describe({
  id,
  state,
  linkedAt,
  lastUsedAt,
}: Omit<Connection, 'secret'>) {
  return {
    id,
    state,
    linkedAt: new Date(linkedAt).toISOString(),
    ...(lastUsedAt !== undefined && {
      lastUsedAt: new Date(lastUsedAt).toISOString(),
    }),
  };
}
