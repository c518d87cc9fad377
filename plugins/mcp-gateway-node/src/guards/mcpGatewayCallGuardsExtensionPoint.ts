import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { CallGuard } from './CallGuard';

/**
 * Takes call guards.
 *
 * @public
 */
export interface McpGatewayCallGuardsExtensionPoint {
  /** Guards are asked in the order in which they were added; each sees what the one before it left. */
  addCallGuard(guard: CallGuard): void;
}

/**
 * Where modules of the gateway add call guards.
 *
 * @public
 */
export const mcpGatewayCallGuardsExtensionPoint =
  createExtensionPoint<McpGatewayCallGuardsExtensionPoint>({
    id: 'mcp-gateway.call-guards',
  });
