import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  type SetupCheckResult,
  toSetupCheck,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { requireSetupReader } from '@sallyport/backstage-plugin-mcp-registry-node';
import { findCatalogEndpoints } from './findCatalogEndpoints';
import { findMcpEndpoint } from './findMcpEndpoint';
import { type PortalFinding, readPortalFindings } from './readPortalFindings';

/** Says how safely the portal is set up, to those who run it. */
export class SetupCheckService {
  static create(options: {
    auth: AuthService;
    catalog: CatalogService;
    config: RootConfigService;
    discovery: DiscoveryService;
    permissions: PermissionsService;
    userInfo: UserInfoService;
    gatewayPublicUrl?: string;
    /** Whether there are advisories to go by. */
    findAdvisories(): Promise<PortalFinding>;
  }): SetupCheckService {
    return new SetupCheckService(options);
  }

  readonly #options: Parameters<typeof SetupCheckService.create>[0];

  private constructor(options: Parameters<typeof SetupCheckService.create>[0]) {
    this.#options = options;
  }

  async list(credentials: BackstageCredentials): Promise<SetupCheckResult[]> {
    await requireSetupReader({ ...this.#options, credentials });
    const [endpoint, catalog, advisories] = await Promise.all([
      findMcpEndpoint(this.#options),
      findCatalogEndpoints(this.#options),
      this.#options.findAdvisories(),
    ]);
    return [
      ...readPortalFindings(this.#options.config),
      { finding: endpoint },
      catalog,
      advisories,
    ].map(({ finding, ...about }) => toSetupCheck(finding, about));
  }
}
