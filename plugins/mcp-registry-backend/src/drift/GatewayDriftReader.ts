import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { createGatewayApiClient } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { driftPageSchema, type ServerDrift } from './HeldTool';

const TARGET_PLUGIN_ID = 'mcp-gateway';
const TIMEOUT_MS = 10_000;

/** Knows which tools are held back. */
export interface DriftReader {
  /** Of all servers. Throws where it cannot be known. */
  read(): Promise<ServerDrift[]>;
}

/** Asks the gateway, as the probe door is asked: in the registry's own name. */
export class GatewayDriftReader implements DriftReader {
  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }): GatewayDriftReader {
    return new GatewayDriftReader(options);
  }

  readonly #options: Parameters<typeof GatewayDriftReader.create>[0];

  private constructor(
    options: Parameters<typeof GatewayDriftReader.create>[0],
  ) {
    this.#options = options;
  }

  async read(): Promise<ServerDrift[]> {
    const { auth, discovery } = this.#options;
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: TARGET_PLUGIN_ID,
    });
    const client = createGatewayApiClient({
      baseUrl: await discovery.getBaseUrl(TARGET_PLUGIN_ID),
      headers: { Authorization: `Bearer ${token}` },
    });
    const { data, response } = await client.GET('/drift', {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (data === undefined) {
      throw new Error(`The gateway answered ${response.status}`);
    }
    return driftPageSchema.parse(data).items;
  }
}
