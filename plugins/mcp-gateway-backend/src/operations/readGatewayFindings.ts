import type { Config } from '@backstage/config';
import {
  isLoopbackUrl,
  isWeakSecret,
  type SetupFinding,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { FeedStatus } from '../access/types';

/** What the gateway's configuration and its feed say about P1. Pure; no value of a secret leaves it. */
export function readGatewayFindings(options: {
  config: Config;
  feed: Pick<FeedStatus, 'state'>;
}): SetupFinding[] {
  const { config, feed } = options;
  const publicUrl = config.getString('mcpGateway.listen.publicUrl');
  const isProxied = config.getOptionalBoolean(
    'mcpGateway.listen.tlsTerminatedUpstream',
  );
  const takesStrangers = config.getOptionalBoolean(
    'mcpGateway.authorizationServer.dynamicRegistration.enabled',
  );
  return [
    config.getOptionalBoolean('permission.enabled')
      ? 'gateway-permissions.on'
      : 'gateway-permissions.off',
    https(publicUrl),
    keys(config, isLoopbackUrl(publicUrl)),
    isProxied ? 'gateway-request-limit.together' : 'gateway-request-limit.each',
    takesStrangers ? 'gateway-clients.strangers' : 'gateway-clients.known',
    feed.state === 'current' ? 'gateway-feed.current' : 'gateway-feed.behind',
  ];
}

function https(publicUrl: string): SetupFinding {
  if (publicUrl.startsWith('https:')) return 'gateway-https.on';
  return isLoopbackUrl(publicUrl)
    ? 'gateway-https.local'
    : 'gateway-https.plain';
}

function keys(config: Config, isLocal: boolean): SetupFinding {
  const found =
    config.getOptionalConfigArray('mcpGateway.encryption.keys') ?? [];
  if (found.length === 0) return 'gateway-keys.elsewhere';
  const isExample = found.some(
    key =>
      key.getOptionalString('id') === 'example' ||
      isWeakSecret(key.getOptionalString('secret') ?? ''),
  );
  if (!isExample) return 'gateway-keys.own';
  return isLocal ? 'gateway-keys.example-local' : 'gateway-keys.example';
}
