import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import {
  createRegistryApiClient,
  type RegistryApiClient,
} from '@sallyport/backstage-plugin-mcp-registry-common';

const TARGET_PLUGIN_ID = 'mcp-registry';

/**
 * Calls the registry for the person who runs the template. The token names the scaffolder as the actor, by which the registry
 * tells a template's decision from a person's own.
 */
export class RegistryCaller {
  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }): RegistryCaller {
    return new RegistryCaller(options.auth, options.discovery);
  }

  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  private constructor(auth: AuthService, discovery: DiscoveryService) {
    this.#auth = auth;
    this.#discovery = discovery;
  }

  /** A client with the initiator's rights; made anew for each use, since a token is short-lived and a step may wait. */
  async clientFor(context: {
    getInitiatorCredentials(): Promise<BackstageCredentials>;
  }): Promise<RegistryApiClient> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await context.getInitiatorCredentials(),
      targetPluginId: TARGET_PLUGIN_ID,
    });
    return createRegistryApiClient({
      baseUrl: await this.#discovery.getBaseUrl(TARGET_PLUGIN_ID),
      headers: { Authorization: `Bearer ${token}` },
    });
  }
}
