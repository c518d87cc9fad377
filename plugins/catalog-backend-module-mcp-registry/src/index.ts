/**
 * The catalog's side of Sallyport: what an MCP server entity may say, where its clients are pointed, and the servers that were
 * registered in the portal.
 *
 * @packageDocumentation
 */
export { catalogModuleMcpRegistry as default } from './module';
