import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { isLoopbackUrl } from '@sallyport/backstage-plugin-mcp-gateway-common';

const KEY = 'mcpRegistry.freshSignIn';

/** Where people sign in again before a decision that needs it. */
export interface FreshSignInSettings {
  metadataUrl: URL;
  clientId: string;
  clientSecret: string;
  /** Registered at the identity provider. */
  callbackUrl: string;
  /** Where a browser begins. */
  startUrl: string;
  portalUrl: string;
  /** How long a sign-in is fresh. */
  maxAgeSeconds: number;
  /** Needed for every decision, whatever the risk. */
  isForAll: boolean;
  /** false: for none but those of policies that say so. */
  isForDecisions: boolean;
}

/** Reads `mcpRegistry.freshSignIn`; `undefined` where there is none. */
export function readFreshSignInSettings(
  config: RootConfigService,
): FreshSignInSettings | undefined {
  const settings = config.getOptionalConfig(KEY);
  if (!settings) return undefined;
  const metadataUrl = settings.getString('metadataUrl');
  const isGuarded =
    URL.canParse(metadataUrl) &&
    (metadataUrl.startsWith('https:') || isLoopbackUrl(metadataUrl));
  if (!isGuarded) {
    throw new InputError(`${KEY}.metadataUrl must be an https address`);
  }
  const maxAgeSeconds = settings.getOptionalNumber('maxAgeSeconds') ?? 300;
  if (!(maxAgeSeconds >= 30 && maxAgeSeconds <= 3600)) {
    throw new InputError(
      `${KEY}.maxAgeSeconds must be between 30 and 3600, but is ${maxAgeSeconds}`,
    );
  }
  // Such a token cannot be told from the page's, so then risk does not matter.
  const givesTokens = [
    'auth.experimentalDynamicClientRegistration.enabled',
    'auth.experimentalClientIdMetadataDocuments.enabled',
    'auth.clientIdMetadataDocuments.enabled',
  ].some(key => config.getOptionalBoolean(key));
  const isForAll =
    givesTokens || (settings.getOptionalBoolean('forEveryDecision') ?? false);
  const isForDecisions = settings.getOptionalBoolean('forDecisions') ?? true;
  if (isForAll && !isForDecisions) {
    throw new InputError(
      `${KEY}.forDecisions cannot be false where every decision needs a fresh sign-in: by ${
        givesTokens
          ? 'the tokens that the portal gives to MCP clients'
          : 'forEveryDecision'
      }`,
    );
  }
  const base = config.getString('backend.baseUrl').replace(/\/+$/, '');
  return {
    metadataUrl: new URL(metadataUrl),
    clientId: settings.getString('clientId'),
    clientSecret: settings.getString('clientSecret'),
    callbackUrl: `${base}/api/mcp-registry/fresh-sign-in/callback`,
    startUrl: `${base}/api/mcp-registry/fresh-sign-in/start?returnTo=/ai-tools/approvals`,
    portalUrl: config.getString('app.baseUrl'),
    ...{ maxAgeSeconds, isForAll, isForDecisions },
  };
}
