import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { KeyProvider } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Knex } from 'knex';
import { type Clock, systemClock } from '../access/Clock';
import type { AccessDirectory, MembershipResolver } from '../access/types';
import { PersonServers } from '../aggregate/PersonServers';
import type { EgressGuard } from '../egress/EgressGuard';
import { createKeyProvider } from '../encryption/createKeyProvider';
import { DataKeys } from '../encryption/DataKeys';
import { EnvelopeBox } from '../encryption/EnvelopeBox';
import type { SecretBox } from '../encryption/SecretBox';
import { createTokenFetch } from '../exchange/createTokenFetch';
import type { UseDecisions } from '../permissions/UseDecisions';
import type { PoliciesInForce } from '../pipeline/policies/CompanyPolicies';
import type { VaultClient } from '../vault/VaultClient';
import { AccountLinks } from './AccountLinks';
import { AccountTokens } from './AccountTokens';
import { AttemptStore } from './AttemptStore';
import { ConnectedIdentities } from './ConnectedIdentities';
import { ConnectionDesk } from './ConnectionDesk';
import { Connections } from './Connections';
import { ConnectTickets } from './ConnectTickets';
import { CLIENT_PATHS } from './oauth/paths';
import { OAuthParties } from './OAuthParties';
import { PersonalKeyProvider } from './PersonalKeyProvider';
import { readOAuthClients } from './readOAuthClients';
import { RegistrationStore } from './RegistrationStore';
import { UserOAuthProvider } from './UserOAuthProvider';

/** Puts the room together: what it gives to calls, to the portal and to the gateway's listener. */
export function createConnections(options: {
  config: RootConfigService;
  database: Knex;
  /** Encrypts data keys where no key provider is brought. */
  box: SecretBox;
  keyProvider?: KeyProvider;
  /** Absent where there is none. */
  vault?: VaultClient;
  guard: EgressGuard;
  directory: AccessDirectory;
  membership: MembershipResolver;
  decisions: Pick<UseDecisions, 'of'>;
  policies: PoliciesInForce;
  publicUrl: string;
  logger: LoggerService;
  clock?: Clock;
}) {
  const { config, publicUrl, database, logger, clock = systemClock } = options;
  const fetch = createTokenFetch(options);
  const provider = options.keyProvider ?? createKeyProvider(options);
  const keys = DataKeys.create({ database, provider, clock });
  const box = EnvelopeBox.create({ keys });
  const shared = { ...options, clock, box, fetch };
  const clients = readOAuthClients(config);
  const connections = Connections.create({ ...shared, keys });
  const tickets = ConnectTickets.create(shared);
  const attempts = AttemptStore.create(shared);
  const registrations = RegistrationStore.create(shared);
  const parties = OAuthParties.create({ ...shared, clients, registrations });
  const tokens = AccountTokens.create({
    ...{ connections, parties, fetch, clock, logger },
    redirectUri: `${publicUrl}${CLIENT_PATHS.callback}`,
  });
  const links = AccountLinks.create({
    ...{ ...shared, connections, tokens, parties, attempts, tickets },
  });
  return {
    links,
    /** Encrypts what is bound to one purpose by the same data keys. */
    box,
    accounts: connections as Pick<Connections, 'onChange'>,
    desk: ConnectionDesk.create({
      ...{ ...shared, connections, links, tickets, clients },
      servers: PersonServers.create({ ...options, clock: () => clock.now() }),
    }),
    /** For `mcpGateway.credentials.exchanges` and `enterprises`. */
    identities: ConnectedIdentities.create({
      ...{ connections, tokens, tickets, clock },
    }),
    providers: [
      PersonalKeyProvider.create({ connections, tickets }),
      UserOAuthProvider.create({ connections, tokens, tickets }),
    ],
    async start(): Promise<void> {
      await connections.start();
      try {
        await keys.current();
      } catch (error) {
        // Servers that need nobody's own credential are served all the same.
        logger.warn(
          `People's credentials can be neither kept nor used: ${stringifyError(
            error,
          )}`,
        );
      }
    },
    async stop(): Promise<void> {
      await connections.stop();
      await fetch.close();
    },
    /** Never throws: without a key provider the rest is cleaned up all the same. */
    async cleanUp(): Promise<void> {
      try {
        await tickets.cleanUp();
        await attempts.deleteExpired(clock.now());
        await connections.cleanUp();
      } catch (error) {
        logger.warn(
          `Connections could not be cleaned up, or data keys rotated: ${stringifyError(
            error,
          )}`,
        );
      }
    },
  };
}

/** What {@link createConnections} puts together. */
export type ConnectionsRoom = ReturnType<typeof createConnections>;
