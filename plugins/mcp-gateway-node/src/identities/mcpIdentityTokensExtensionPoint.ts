import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { IdentityTokens } from './IdentityTokens';

/**
 * Takes where people's tokens at an identity provider come from.
 *
 * @public
 */
export interface McpIdentityTokensExtensionPoint {
  /** For one `connection` of the configuration, in the place of accounts that people link in the portal. */
  setIdentityTokens(connection: string, tokens: IdentityTokens): void;
}

/**
 * Where modules of the gateway bring people's tokens at the company's identity provider, such as those of a proxy that
 * signs everybody in.
 *
 * @public
 */
export const mcpIdentityTokensExtensionPoint =
  createExtensionPoint<McpIdentityTokensExtensionPoint>({
    id: 'mcp-gateway.identity-tokens',
  });
