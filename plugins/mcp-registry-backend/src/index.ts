/**
 * The backend of the MCP registry.
 *
 * @packageDocumentation
 */
export { mcpRegistryPlugin, mcpRegistryPlugin as default } from './plugin';
