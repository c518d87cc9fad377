import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { RuntimeDriver } from './RuntimeDriver';

/**
 * Takes runtime drivers.
 *
 * @public
 */
export interface McpRuntimeDriversExtensionPoint {
  /** @throws Error where another module added a driver of that kind already. */
  addDriver(driver: RuntimeDriver): void;
}

/**
 * Where modules of the gateway add runtime drivers.
 *
 * @public
 */
export const mcpRuntimeDriversExtensionPoint =
  createExtensionPoint<McpRuntimeDriversExtensionPoint>({
    id: 'mcp-gateway.runtime-drivers',
  });
