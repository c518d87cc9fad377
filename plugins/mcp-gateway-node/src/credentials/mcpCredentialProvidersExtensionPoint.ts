import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { CredentialProvider } from './CredentialProvider';

/**
 * Takes credential providers.
 *
 * @public
 */
export interface McpCredentialProvidersExtensionPoint {
  /**
   * Adds the provider of one type, in place of the gateway's own where it has one.
   *
   * @throws Error where another module added that type already.
   */
  addProvider(provider: CredentialProvider): void;
}

/**
 * Where modules of the gateway add credential providers.
 *
 * @public
 */
export const mcpCredentialProvidersExtensionPoint =
  createExtensionPoint<McpCredentialProvidersExtensionPoint>({
    id: 'mcp-gateway.credential-providers',
  });
