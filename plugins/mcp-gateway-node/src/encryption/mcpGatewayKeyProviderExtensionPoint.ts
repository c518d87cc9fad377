import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { KeyProvider } from './KeyProvider';

/**
 * Takes the company's key provider.
 *
 * @public
 */
export interface McpGatewayKeyProviderExtensionPoint {
  /** In the place of the keys of the configuration. There can be one. */
  setKeyProvider(provider: KeyProvider): void;
}

/**
 * Where a module of the gateway brings the keys that wrap its data keys, such as those of a key management service.
 *
 * @public
 */
export const mcpGatewayKeyProviderExtensionPoint =
  createExtensionPoint<McpGatewayKeyProviderExtensionPoint>({
    id: 'mcp-gateway.key-provider',
  });
