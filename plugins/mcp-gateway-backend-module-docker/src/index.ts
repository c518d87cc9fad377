/**
 * Runs MCP servers of the company in containers of Docker or Podman.
 *
 * @packageDocumentation
 */
export { gatewayModuleDocker as default } from './module';
