/**
 * What other backend plugins use of the registry: the access door's client, permission resource types and their rules.
 *
 * @packageDocumentation
 */
export type {
  AccessChange,
  AccessChangePage,
  AccessDocumentAnswer,
  McpRegistryService,
} from './service/McpRegistryService';
export { mcpRegistryServiceRef } from './service/mcpRegistryServiceRef';
