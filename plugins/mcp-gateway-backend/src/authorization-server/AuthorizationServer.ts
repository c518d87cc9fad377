import { hkdfSync, type KeyObject } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { errors, Provider } from 'oidc-provider';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type Clock, systemClock } from '../access/Clock';
import type { MembershipResolver } from '../access/types';
import type { EgressGuard } from '../egress/EgressGuard';
import type { SecretBox } from '../encryption/SecretBox';
import { SealKeys } from '../sessions/SealKeys';
import type { TokenService } from '../tokens/TokenService';
import type { AgentGrants } from '../agents/AgentGrants';
import { answerAgents } from '../agents/answerAgents';
import type { AuthorizationSettings } from './AuthorizationSettings';
import { ClientDocuments } from './ClientDocuments';
import type { ClientInfo } from './ClientInfo';
import { ConsentDoor } from './ConsentDoor';
import type { Consents } from './Consents';
import { createConfiguration } from './createConfiguration';
import { CurrentProvider, type ProviderKeys } from './CurrentProvider';
import { KnownClients } from './KnownClients';
import { limitRequests } from './limitRequests';
import { markRefreshTokens } from './markRefreshTokens';
import { narrowMetadata } from './narrowMetadata';
import { narrowRequest } from './narrowRequest';
import { NoSessions } from './NoSessions';
import { protectAnswers } from './protectAnswers';
import { StateAdapter } from './StateAdapter';
import { StateStore } from './StateStore';
import { TicketStore } from './TicketStore';
import { TokenIssuer } from './TokenIssuer';

/** An interaction's cookie is the longest that anything is signed for. */
const COOKIE_MS = 60 * 60_000;

/** The gateway's own authorization server: OAuth 2.1 at its public address, consent in the portal (docs/adr/0015). */
export class AuthorizationServer {
  static create(options: {
    settings: AuthorizationSettings;
    database: Knex;
    box: SecretBox;
    guard: EgressGuard;
    membership: MembershipResolver;
    tokens: TokenService;
    consents: Consents;
    /** Absent where agents are off. */
    agents?: AgentGrants;
    logger: LoggerService;
    clock?: Clock;
  }): AuthorizationServer {
    return new AuthorizationServer(options);
  }

  readonly state: StateStore;
  readonly tickets: TicketStore;
  readonly #options: Parameters<typeof AuthorizationServer.create>[0];
  readonly #clock: Clock;
  readonly #clients: KnownClients;
  readonly #documents: ClientDocuments;
  readonly #cookieKeys: SealKeys;
  readonly #provider: CurrentProvider;
  readonly #limiter: RateLimiterMemory;

  private constructor(
    options: Parameters<typeof AuthorizationServer.create>[0],
  ) {
    const { settings, database, box, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.state = StateStore.create(options);
    this.tickets = TicketStore.create(options);
    this.#clients = KnownClients.create(settings);
    this.#documents = ClientDocuments.create(options);
    this.#cookieKeys = SealKeys.create({
      ...{ database, clock, box },
      table: 'cookie_keys',
      longestLifeMs: COOKIE_MS,
    });
    this.#limiter = new RateLimiterMemory({
      points: settings.requestsPerMinute,
      duration: 60,
    });
    this.#provider = CurrentProvider.create({
      keys: () => this.#keys(),
      make: keys => this.#make(keys),
    });
  }

  /** Where clients' requests go to. */
  get issuer(): string {
    return this.#options.settings.issuer;
  }

  /** Answers a request to one of the authorization server's paths. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const provider = await this.#provider.get();
    const { protocol, host } = new URL(this.issuer);
    // Addresses are made from what the configuration says, never from what a request claims.
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    request.headers['x-forwarded-host'] = host;
    await provider.callback()(request, response);
  }

  /** A client as people see it; nothing where it is unknown, or its document cannot be read. */
  async describe(clientId: string): Promise<ClientInfo | undefined> {
    const provider = await this.#provider.get();
    try {
      const client = await provider.Client.find(clientId);
      return client && this.#clients.describe(client);
    } catch (error) {
      if (error instanceof errors.OIDCProviderError) return undefined;
      throw error;
    }
  }

  async cleanUp(): Promise<void> {
    const now = this.#clock.now();
    await this.state.deleteExpired(now);
    await this.tickets.deleteExpired(now);
    await this.#cookieKeys.deleteRetired();
  }

  async close(): Promise<void> {
    await this.#documents.close();
  }

  async #keys(): Promise<ProviderKeys> {
    const signingKey = await this.#options.tokens.signingJwk();
    await this.#cookieKeys.refresh();
    return { signingKey, cookieKeys: this.#cookieKeys.all().map(toText) };
  }

  #make(keys: ProviderKeys): Provider {
    const { settings, consents, tokens } = this.#options;
    const provider = new Provider(
      this.issuer,
      createConfiguration({
        ...this.#options,
        ...keys,
        documents: this.#documents,
        issuer: TokenIssuer.create({ consents, tokens: tokens.ofConsents }),
        adapter: model =>
          model === 'Session'
            ? NoSessions.create()
            : StateAdapter.create({
                ...{ model, consents },
                store: this.state,
                clock: this.#clock,
                ...(model === 'Client' && {
                  known: id => this.#clients.metadataOf(id),
                }),
              }),
      }),
    );
    // The headers of `handle`.
    provider.proxy = true;
    markRefreshTokens(provider);
    const door = ConsentDoor.create({
      ...settings,
      ...{ provider, consents },
      state: this.state,
      tickets: this.tickets,
      clients: this.#clients,
      clock: this.#clock,
    });
    const takesDocumentIds =
      this.#documents.isOn ||
      settings.clients.some(({ client_id: id }) => id.startsWith('https://'));
    provider.use(protectAnswers);
    provider.use(limitRequests({ limiter: this.#limiter, state: this.state }));
    provider.use(narrowRequest);
    const { agents } = this.#options;
    const agentGrants = agents?.grantTypes ?? [];
    provider.use(narrowMetadata({ takesDocumentIds, agentGrants }));
    if (agents) provider.use(answerAgents(agents));
    provider.use(door.middleware);
    const { logger } = this.#options;
    const failed = (error: Error) =>
      logger.error('The authorization server failed', error);
    provider.on('server_error', (_ctx, error) => failed(error));
    // What is thrown outside of the library's own handlers; else it would go to the console.
    const koa: EventEmitter = provider;
    koa.on('error', (error: Error & { expose?: boolean }) => {
      if (!error.expose) failed(error);
    });
    return provider;
  }
}

function toText({ secret }: { secret: KeyObject }) {
  // A purpose of its own, whatever else these keys might come to be used for.
  return Buffer.from(
    hkdfSync('sha256', secret, '', 'sallyport oauth cookies', 32),
  ).toString('base64url');
}
