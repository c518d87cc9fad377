export { definedServerRef, serverDefinitionSchema } from './serverDefinition';
export type { ServerDefinition } from './serverDefinition';
export type { DefinitionReading, FormatRemark } from './DefinitionReading';
export { FORMAT_REMARKS } from './FORMAT_REMARKS';
export type { FormatRemarkCode } from './FORMAT_REMARKS';
export type { MissingFacts } from './ImportRemarks';
export { findHostingProblem } from './findHostingProblem';
export { definitionToEntity, entityToDefinition } from './entityFormat';
export { definitionSnapshot } from './definitionSnapshot';
export { definitionToMcpServer } from './toolhive/exportMcpServer';
export type { McpServerExport } from './toolhive/exportMcpServer';
export { mcpServerToDefinition } from './toolhive/importMcpServer';
export { definitionToServerJson } from './serverJson/exportServerJson';
export type { ServerJsonExport } from './serverJson/exportServerJson';
export { serverJsonToDefinition } from './serverJson/importServerJson';
export { FILE_BOUNDS, readDocuments } from './readDocuments';
export { DEFINITION_FORMATS, readDefinitions } from './readDefinitions';
export type {
  DefinitionFile,
  DefinitionFormat,
  DefinitionProblem,
  DefinitionsReading,
  FoundDefinition,
} from './readDefinitions';
export { writeDefinition } from './writeDefinition';
export type { WrittenDefinition } from './writeDefinition';
