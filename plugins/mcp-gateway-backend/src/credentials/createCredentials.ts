import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type {
  CredentialProvider,
  IdentityTokens,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { systemClock } from '../access/Clock';
import type { EgressGuard } from '../egress/EgressGuard';
import { createExchanges } from '../exchange/createExchanges';
import type { Assertions } from '../tokens/Assertions';
import type { VaultClient } from '../vault/VaultClient';
import { createSecretSources } from './createSecretSources';
import { CredentialProviders } from './CredentialProviders';
import { readAssertionAudiences } from './readAssertionAudiences';
import { SignedAssertions } from './SignedAssertions';
import { type StaticSecret, StaticSecrets } from './StaticSecrets';

/** Every credential provider, as configured; a mistake there stops the start. */
export function createCredentials(options: {
  config: Config;
  guard: EgressGuard;
  /** Absent where there is none. */
  vault?: VaultClient;
  assertions: Assertions;
  identities: IdentityTokens;
  /** Of other rooms and of modules; one of a module is there in place of ours. */
  added: readonly CredentialProvider[];
  logger: LoggerService;
}): {
  providers: CredentialProviders;
  /** Those of the configuration, by name. */
  secrets: ReadonlyMap<string, StaticSecret>;
  close(): Promise<void>;
} {
  const { config, assertions, added, logger } = options;
  const exchanges = createExchanges(options);
  const secrets = createSecretSources({ ...options, clock: systemClock });
  const own = [
    StaticSecrets.create({ secrets }),
    SignedAssertions.create({
      assertions,
      audiences: readAssertionAudiences(config),
      clock: systemClock,
    }),
    ...exchanges.providers,
  ];
  return {
    secrets,
    providers: CredentialProviders.create({
      providers: [...own, ...added],
      logger,
    }),
    close: () => exchanges.close(),
  };
}
