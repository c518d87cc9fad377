/**
 * Actions for templates that deal with MCP servers: ask for access, register a server, propose a decision.
 *
 * @packageDocumentation
 */
export { scaffolderModuleMcpRegistry as default } from './module';
