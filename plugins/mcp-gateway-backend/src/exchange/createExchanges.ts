import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type {
  CredentialProvider,
  IdentityTokens,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { systemClock } from '../access/Clock';
import type { EgressGuard } from '../egress/EgressGuard';
import { createTokenFetch } from './createTokenFetch';
import { EnterpriseProvider } from './EnterpriseProvider';
import { readEnterpriseSettings } from './readEnterpriseSettings';
import { readExchangeSettings } from './readExchangeSettings';
import { TokenExchangeProvider } from './TokenExchangeProvider';
import type { PersonAssertions } from './types';

/** The credential providers that exchange, as configured; a mistake there stops the start. */
export function createExchanges(options: {
  config: Config;
  guard: EgressGuard;
  assertions: PersonAssertions;
  identities: IdentityTokens;
  logger: LoggerService;
}): { providers: CredentialProvider[]; close(): Promise<void> } {
  const exchanges = readExchangeSettings(options.config);
  const enterprises = readEnterpriseSettings(options.config);
  const fetch = createTokenFetch(options);
  const shared = { ...options, fetch, clock: systemClock };
  return {
    providers: [
      TokenExchangeProvider.create({ ...shared, settings: exchanges }),
      EnterpriseProvider.create({ ...shared, settings: enterprises }),
    ],
    close: () => fetch.close(),
  };
}
