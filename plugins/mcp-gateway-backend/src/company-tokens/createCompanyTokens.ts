import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { type Clock, systemClock } from '../access/Clock';
import type { EgressGuard } from '../egress/EgressGuard';
import { createTokenFetch } from '../exchange/createTokenFetch';
import { OPAQUE_TOKEN_PREFIX } from '../opaque-tokens/OPAQUE_TOKEN_PREFIX';
import type { TokenVerifier } from '../tokens/types';
import { CompanyProvider } from './CompanyProvider';
import { CompanyTokens } from './CompanyTokens';
import type { IdentityProviderSettings } from './types';
import { UserFinder } from './UserFinder';

/** Takes the tokens of the company's identity providers beside the gateway's own. */
export function createCompanyTokens(options: {
  settings: readonly IdentityProviderSettings[];
  own: TokenVerifier;
  guard: EgressGuard;
  auth: AuthService;
  catalog: Pick<CatalogService, 'getEntities'>;
  clock?: Clock;
}): {
  verifier: TokenVerifier;
  /** For the metadata of the endpoints. */
  issuers: readonly string[];
  close(): Promise<void>;
} {
  const { settings, own, guard, clock = systemClock } = options;
  if (settings.length === 0) {
    return { verifier: own, issuers: [], close: async () => {} };
  }
  const fetch = createTokenFetch({ guard });
  const company = CompanyTokens.create({
    providers: settings.map(one =>
      CompanyProvider.create({ settings: one, fetch, clock }),
    ),
    users: UserFinder.create(options),
    clock,
  });
  return {
    issuers: company.issuers,
    close: () => fetch.close(),
    verifier: {
      async verify(token, endpoint) {
        // A secret of the gateway's is shown to nobody else.
        const verdict = token.startsWith(OPAQUE_TOKEN_PREFIX)
          ? undefined
          : await company.verify(token, endpoint);
        return verdict ?? (await own.verify(token, endpoint));
      },
    },
  };
}
