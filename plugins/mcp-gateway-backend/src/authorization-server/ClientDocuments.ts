import { AllowedHosts } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Agent } from 'undici';
import { createGuardedAgent } from '../egress/createGuardedAgent';
import { createGuardedFetch } from '../egress/createGuardedFetch';
import type { EgressGuard } from '../egress/EgressGuard';
import type { AuthorizationSettings } from './AuthorizationSettings';

const TIMEOUT_MS = 2_500;
const HOSTS =
  'mcpGateway.authorizationServer.clientMetadataDocuments.allowedHosts';

/** Fetches what clients publish of themselves: from named hosts only, guarded like every dial-out (R1). */
export class ClientDocuments {
  static create(options: {
    guard: EgressGuard;
    settings: AuthorizationSettings;
  }): ClientDocuments {
    return new ClientDocuments(options);
  }

  /** The largest document that is read. */
  readonly maxBytes = 16 * 1024;
  /** Whether documents are fetched at all. */
  readonly isOn: boolean;
  readonly #guard: EgressGuard;
  readonly #hosts: AllowedHosts;
  readonly #keyAddresses: ReadonlySet<string>;
  readonly #agent: Agent;
  readonly #fetch: ReturnType<typeof createGuardedFetch>;

  private constructor(options: Parameters<typeof ClientDocuments.create>[0]) {
    const { guard, settings } = options;
    this.#guard = guard;
    this.isOn = settings.documentHosts.length > 0;
    this.#hosts = AllowedHosts.parse(settings.documentHosts, HOSTS);
    this.#keyAddresses = new Set(
      settings.clients.flatMap(client => client.jwks_uri ?? []),
    );
    this.#agent = createGuardedAgent({
      guard,
      limits: {
        connectMs: TIMEOUT_MS,
        headersMs: TIMEOUT_MS,
        idleMs: TIMEOUT_MS,
      },
      certificateAuthorities: settings.documentAuthorities,
    });
    this.#fetch = createGuardedFetch({ guard, agent: this.#agent });
  }

  /** Whether an administrator trusts the host of an address to say who clients are. */
  allows(address: string): boolean {
    const url = URL.parse(address);
    return (
      url?.protocol === 'https:' &&
      this.#hosts.matchName(url.hostname, Number(url.port) || 443) !== undefined
    );
  }

  /** For documents, and for the keys that they or known clients name. */
  async fetch(
    input: string | URL | Request,
    init: RequestInit = {},
  ): Promise<Response> {
    const address = input instanceof Request ? input.url : String(input);
    if (!this.allows(address) && !this.#keyAddresses.has(address)) {
      const url = URL.parse(address);
      this.#guard.refuse(
        `The host is not among ${HOSTS}`,
        url ? { host: url.hostname, port: Number(url.port) || 443 } : undefined,
      );
    }
    const { headers, signal } = init;
    return await this.#fetch(address, {
      method: 'GET',
      headers,
      signal: signal ?? AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }
}
