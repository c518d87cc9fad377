import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { createGatewayApiClient } from '@sallyport/backstage-plugin-mcp-gateway-common';

const TARGET_PLUGIN_ID = 'mcp-gateway';

/** The gateway's API as this plugin itself may ask it. Its token is short-lived: one client for one question. */
export async function createGatewayClient(options: {
  auth: AuthService;
  discovery: DiscoveryService;
}): Promise<ReturnType<typeof createGatewayApiClient>> {
  const { auth, discovery } = options;
  const { token } = await auth.getPluginRequestToken({
    onBehalfOf: await auth.getOwnServiceCredentials(),
    targetPluginId: TARGET_PLUGIN_ID,
  });
  return createGatewayApiClient({
    baseUrl: await discovery.getBaseUrl(TARGET_PLUGIN_ID),
    headers: { Authorization: `Bearer ${token}` },
  });
}
