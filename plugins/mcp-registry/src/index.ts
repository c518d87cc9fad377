/**
 * The pages "AI tools", "My access", "Approvals" and "Activity", a server's tabs in the catalog, and the form fields of
 * the request template.
 *
 * @packageDocumentation
 */
export { mcpRegistryPlugin as default } from './plugin';
export { mcpGatewayApiRef } from './api/McpGatewayApi';
export type { CallQuery, McpGatewayApi } from './api/McpGatewayApi';
export { mcpRegistryApiRef } from './api/McpRegistryApi';
export type { McpRegistryApi, ServerQuery } from './api/McpRegistryApi';
export { mcpRegistryTranslationRef } from './translations/translation';
