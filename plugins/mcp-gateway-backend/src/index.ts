/**
 * The data plane of Sallyport.
 *
 * @packageDocumentation
 */
export { mcpGatewayPlugin as default } from './plugin';
