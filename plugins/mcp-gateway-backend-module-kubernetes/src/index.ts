/**
 * Runs MCP servers of the company as confined pods in Kubernetes clusters.
 *
 * @packageDocumentation
 */
export { gatewayModuleKubernetes as default } from './module';
