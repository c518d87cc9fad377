import type { Config } from '@backstage/config';
import {
  isLoopbackUrl,
  type SetupFinding,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { findWeakSecrets } from './findWeakSecrets';

/** What was found, and the configuration keys that it is about. */
export interface PortalFinding {
  finding: SetupFinding;
  subjects?: string[];
}

const GIVING_TOKENS = [
  'auth.experimentalDynamicClientRegistration',
  'auth.experimentalClientIdMetadataDocuments',
  'auth.clientIdMetadataDocuments',
];

/** What the portal's own configuration says about P1 and D9. Pure; it returns names of keys, never their values. */
export function readPortalFindings(config: Config): PortalFinding[] {
  const isLocal = isLoopbackUrl(config.getOptionalString('app.baseUrl') ?? '');
  const givesTokens = GIVING_TOKENS.filter(key =>
    config.getOptionalBoolean(`${key}.enabled`),
  );
  const weak = findWeakSecrets(config);
  const unbounded = (
    config.getOptionalConfigArray('backend.auth.externalAccess') ?? []
  ).flatMap((entry, index) =>
    entry.has('accessRestrictions')
      ? []
      : [`backend.auth.externalAccess[${index}]`],
  );
  return [
    {
      finding: config.getOptionalBoolean('permission.enabled')
        ? 'portal-permissions.on'
        : 'portal-permissions.off',
    },
    {
      finding: config.getOptionalBoolean(
        'backend.auth.dangerouslyDisableDefaultAuthPolicy',
      )
        ? 'portal-auth-policy.off'
        : 'portal-auth-policy.on',
    },
    { finding: guests(config, isLocal) },
    { finding: signIn(config, isLocal) },
    https(config, isLocal),
    weak.length > 0
      ? { finding: 'portal-secrets.weak', subjects: weak }
      : { finding: 'portal-secrets.own' },
    unbounded.length > 0
      ? { finding: 'portal-external-access.unbounded', subjects: unbounded }
      : { finding: 'portal-external-access.bounded' },
    givesTokens.length > 0
      ? { finding: 'portal-tokens.given', subjects: givesTokens }
      : { finding: 'portal-tokens.kept' },
    {
      finding:
        config.has('mcpRegistry.freshSignIn') &&
        config.getOptionalBoolean('mcpRegistry.freshSignIn.forDecisions') !==
          false
          ? 'portal-fresh-sign-in.on'
          : 'portal-fresh-sign-in.off',
    },
    {
      finding: config.getOptionalStringArray('mcpRegistry.approverGroups')
        ?.length
        ? 'approvers.named'
        : 'approvers.none',
    },
  ];
}

function guests(config: Config, isLocal: boolean): SetupFinding {
  if (!config.has('auth.providers.guest')) return 'portal-guests.none';
  return isLocal ? 'portal-guests.local' : 'portal-guests.open';
}

function signIn(config: Config, isLocal: boolean): SetupFinding {
  const environment =
    config.getOptionalString('auth.environment') ?? 'development';
  const providers = config
    .getOptionalConfig('auth.providers')
    ?.keys()
    .filter(name => name !== 'guest');
  if (!providers?.length) return 'portal-sign-in.none';
  const isDemo = providers.some(name =>
    isLoopbackUrl(
      config.getOptionalString(
        `auth.providers.${name}.${environment}.metadataUrl`,
      ) ?? '',
    ),
  );
  if (!isDemo) return 'portal-sign-in.company';
  return isLocal ? 'portal-sign-in.demo-local' : 'portal-sign-in.demo';
}

function https(config: Config, isLocal: boolean): PortalFinding {
  const plain = ['app.baseUrl', 'backend.baseUrl'].filter(key => {
    const url = config.getOptionalString(key) ?? '';
    return url.startsWith('http://') && !isLoopbackUrl(url);
  });
  if (plain.length > 0) {
    return { finding: 'portal-https.plain', subjects: plain };
  }
  return { finding: isLocal ? 'portal-https.local' : 'portal-https.on' };
}
