import {
  type AuthorizationServer,
  ClientSecretBasic,
  ClientSecretPost,
  None,
} from 'oauth4webapi';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
} from '../access/Clock';
import { clientDocument } from './oauth/clientDocument';
import { discoverServer } from './oauth/discoverServer';
import { OAuthFailure } from './oauth/OAuthFailure';
import { type DynamicRegistration, register } from './oauth/register';
import type { OAuthFetch, OAuthParty, Registration } from './oauth/types';
import type { OAuthClientSettings } from './readOAuthClients';
import type { RegistrationStore } from './RegistrationStore';

/** How long metadata is believed. */
const METADATA_MS = 10 * 60_000;
const MAX_KNOWN = 500;

/** Which issuer, and for which server or named client. */
export interface PartyWanted {
  readonly issuer: string;
  /** Name of a configured client. */
  readonly client?: string;
  /** A server's entity ref, or `client:<name>`. */
  readonly target: string;
}

/**
 * Who the gateway is at an issuer: as the administrator registered it; else by its own metadata document; else as it
 * registers itself.
 */
export class OAuthParties {
  static create(options: {
    clients: ReadonlyMap<string, OAuthClientSettings>;
    registrations: RegistrationStore;
    publicUrl: string;
    fetch: OAuthFetch;
    clock: Clock;
  }): OAuthParties {
    return new OAuthParties(options);
  }

  readonly #options: Parameters<typeof OAuthParties.create>[0];
  readonly #servers = new Map<
    string,
    { server: AuthorizationServer; since: Moment }
  >();

  private constructor(options: Parameters<typeof OAuthParties.create>[0]) {
    this.#options = options;
  }

  /** The configured client of a name. Throws where the server may not use it. */
  configured(wanted: Omit<PartyWanted, 'issuer'>): OAuthClientSettings {
    const client = this.#options.clients.get(wanted.client ?? '');
    if (!client || !mayUse(client, wanted.target)) {
      throw new OAuthFailure(
        'unusable',
        `The gateway’s administrator lets this server use no client '${wanted.client}' (mcpGateway.credentials.clients)`,
      );
    }
    return client;
  }

  /** Throws {@link OAuthFailure}. */
  async find(wanted: PartyWanted): Promise<OAuthParty> {
    const { issuer } = wanted;
    const configured =
      wanted.client === undefined
        ? this.#configuredFor(wanted)
        : this.configured(wanted);
    // C3: a client's secret goes to the issuer that it was made for.
    if (configured && configured.issuer !== issuer) {
      throw new OAuthFailure(
        'unusable',
        `The client '${configured.name}' is for another issuer`,
      );
    }
    try {
      const server = await this.#server(issuer, configured?.isPkceKnown);
      const registration =
        configured?.registration ?? (await this.#ownRegistration(server));
      return { server, registration };
    } catch (error) {
      throw OAuthFailure.of(error);
    }
  }

  #configuredFor({
    issuer,
    target,
  }: PartyWanted): OAuthClientSettings | undefined {
    return [...this.#options.clients.values()].find(
      client => client.issuer === issuer && mayUse(client, target),
    );
  }

  async #server(
    issuer: string,
    isPkceKnown = false,
  ): Promise<AuthorizationServer> {
    const { fetch, clock } = this.#options;
    const name = `${isPkceKnown} ${issuer}`;
    const known = this.#servers.get(name);
    if (known && elapsedSince(clock, known.since) < METADATA_MS) {
      return known.server;
    }
    const since = momentOf(clock);
    const server = await discoverServer(issuer, { fetch, isPkceKnown });
    if (this.#servers.size >= MAX_KNOWN) this.#servers.clear();
    this.#servers.set(name, { server, since });
    return server;
  }

  async #ownRegistration(server: AuthorizationServer): Promise<Registration> {
    const { publicUrl, registrations, fetch } = this.#options;
    const takesDocuments =
      server.client_id_metadata_document_supported === true;
    if (takesDocuments && publicUrl.startsWith('https:')) {
      const { client_id: clientId } = clientDocument(publicUrl);
      return { clientId, authenticate: None() };
    }
    const { issuer, registration_endpoint: endpoint } = server;
    const held = await registrations.find(issuer);
    if (held) return toRegistration(held);
    if (!endpoint) {
      throw new OAuthFailure(
        'unusable',
        `The gateway is not a client of ${issuer}: its administrator registers it there (mcpGateway.credentials.clients)`,
      );
    }
    await registrations.put(
      issuer,
      await register(server, { publicUrl, fetch }),
    );
    // Another replica may have registered too: all use the same.
    const kept = await registrations.find(issuer);
    if (!kept) throw new OAuthFailure('unusable', 'It gave no registration');
    return toRegistration(kept);
  }
}

function mayUse(client: OAuthClientSettings, target: string): boolean {
  return (
    client.servers.has(target) ||
    (client.isIdentity && target === `client:${client.name}`)
  );
}

function toRegistration({
  clientId,
  method,
  secret = '',
}: DynamicRegistration): Registration {
  switch (method) {
    case 'none':
      return { clientId, authenticate: None() };
    case 'client_secret_basic':
      return { clientId, authenticate: ClientSecretBasic(secret) };
    case 'client_secret_post':
      return { clientId, authenticate: ClientSecretPost(secret) };
    default:
      throw new Error(`No such method: ${method satisfies never}`);
  }
}
