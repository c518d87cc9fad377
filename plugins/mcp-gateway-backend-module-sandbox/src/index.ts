/**
 * Runs MCP servers of the company in sandboxes of the operating system, without a container engine.
 *
 * @packageDocumentation
 */
export { gatewayModuleSandbox as default } from './module';
