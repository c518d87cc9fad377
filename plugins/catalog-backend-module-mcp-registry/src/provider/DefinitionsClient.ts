import type {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { createRegistryApiClient } from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  definitionsAnswerSchema,
  type RegisteredServer,
  registeredServerSchema,
} from './definitionsSchema';

const TARGET_PLUGIN_ID = 'mcp-registry';

/** Reads the definitions door of the registry, as the catalog. */
export class DefinitionsClient {
  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    logger: LoggerService;
    fetch?: typeof fetch;
  }): DefinitionsClient {
    return new DefinitionsClient(
      options.auth,
      options.discovery,
      options.logger,
      options.fetch,
    );
  }

  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #logger: LoggerService;
  readonly #fetch: typeof fetch | undefined;

  private constructor(
    auth: AuthService,
    discovery: DiscoveryService,
    logger: LoggerService,
    fetchApi: typeof fetch | undefined,
  ) {
    this.#auth = auth;
    this.#discovery = discovery;
    this.#logger = logger;
    this.#fetch = fetchApi;
  }

  async list(options: { signal?: AbortSignal }): Promise<RegisteredServer[]> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: TARGET_PLUGIN_ID,
    });
    const client = createRegistryApiClient({
      baseUrl: await this.#discovery.getBaseUrl(TARGET_PLUGIN_ID),
      fetch: this.#fetch,
      headers: { Authorization: `Bearer ${token}` },
    });
    const { data, error, response } = await client.GET('/door/definitions', {
      signal: options.signal,
      // The door never redirects; following one would carry the token elsewhere.
      redirect: 'error',
    });
    if (error !== undefined || data === undefined) {
      throw new Error(
        `it answered ${response.status}${
          error?.error?.message ? `: ${error.error.message}` : ''
        }`,
      );
    }
    const answer = definitionsAnswerSchema.parse(data);
    return answer.items.flatMap(item => this.#read(item));
  }

  /** One bad definition is left out; it must not keep the others from the catalog. */
  #read(item: unknown): RegisteredServer[] {
    const parsed = registeredServerSchema.safeParse(item);
    if (parsed.success) {
      return [parsed.data];
    }
    const [issue] = parsed.error.issues;
    this.#logger.warn(
      `The registry sent a server that the catalog cannot take: ${issue.path.join(
        '.',
      )}: ${issue.message}`,
    );
    return [];
  }
}
