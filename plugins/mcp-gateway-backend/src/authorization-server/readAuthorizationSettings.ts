import { readFileSync } from 'node:fs';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { MAX_TTL_MS, MIN_TTL_MS } from '../tokens/limits';
import type { AuthorizationSettings } from './AuthorizationSettings';
import { readKnownClients } from './readKnownClients';

const DAY_SECONDS = 24 * 60 * 60;

/** Reads `mcpGateway.authorizationServer`. Without a portal there is nobody to ask, and it is off. */
export function readAuthorizationSettings(
  config: RootConfigService,
  gateway: { publicUrl: string; portalUrl?: string },
): AuthorizationSettings | undefined {
  const own = config.getOptionalConfig('mcpGateway.authorizationServer');
  const { publicUrl: issuer, portalUrl } = gateway;
  const isWanted = own?.getOptionalBoolean('enabled');
  if (isWanted === false) return undefined;
  if (portalUrl === undefined) {
    if (isWanted) {
      throw new InputError(
        'mcpGateway.authorizationServer needs app.baseUrl: people are asked in the portal',
      );
    }
    return undefined;
  }
  const documents = own?.getOptionalConfig('clientMetadataDocuments');
  const authorities = documents?.getOptionalString('certificateAuthorities');
  const minutes = own?.getOptionalNumber('accessTokenMinutes') ?? 60;
  const accessMs = minutes * 60_000;
  if (!(accessMs >= MIN_TTL_MS && accessMs <= MAX_TTL_MS)) {
    throw new InputError(
      'mcpGateway.authorizationServer.accessTokenMinutes must be between 1 and 60',
    );
  }
  const days = (name: string, usual: number) => {
    const value = own?.getOptionalNumber(name) ?? usual;
    if (!(value > 0 && value <= 365)) {
      throw new InputError(
        `mcpGateway.authorizationServer.${name} must be more than 0 and at most 365`,
      );
    }
    return Math.ceil(value * DAY_SECONDS);
  };
  return {
    issuer,
    portalUrl: portalUrl.replace(/\/$/, ''),
    accessTokenSeconds: Math.floor(accessMs / 1000),
    refreshTokenSeconds: days('refreshTokenDays', 14),
    consentSeconds: days('consentDays', 30),
    clients: readKnownClients(own?.getOptionalStringArray('clients') ?? []),
    documentHosts: documents?.getOptionalStringArray('allowedHosts') ?? [],
    ...(authorities !== undefined && {
      documentAuthorities: readFileSync(authorities, 'utf8'),
    }),
    dynamicRegistration:
      own?.getOptionalBoolean('dynamicRegistration.enabled') ?? false,
    requestsPerMinute: own?.getOptionalNumber('requestsPerMinute') ?? 600,
  };
}
