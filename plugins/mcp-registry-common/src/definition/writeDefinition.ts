import { stringify } from 'yaml';
import type { FormatRemark } from './DefinitionReading';
import { definitionToEntity } from './entityFormat';
import type { DefinitionFormat } from './readDefinitions';
import type { ServerDefinition } from './serverDefinition';
import { definitionToServerJson } from './serverJson/exportServerJson';
import { definitionToMcpServer } from './toolhive/exportMcpServer';

/** A definition as a file of some format. */
export interface WrittenDefinition {
  readonly fileName: string;
  readonly text: string;
  readonly remarks: readonly FormatRemark[];
}

/** Writes a definition as a file, or says why the format has no way to say it. */
export function writeDefinition(
  definition: ServerDefinition,
  options: { format: DefinitionFormat; publisher?: string },
): WrittenDefinition | { readonly problem: string } {
  const { name } = definition;
  switch (options.format) {
    case 'entity':
      return {
        fileName: `${name}.yaml`,
        text: toYaml([definitionToEntity(definition)]),
        remarks: [],
      };
    case 'toolhive': {
      const { resources, remarks, problem } = definitionToMcpServer(definition);
      return problem
        ? { problem }
        : { fileName: `${name}.yaml`, text: toYaml(resources), remarks };
    }
    case 'server-json': {
      const { document, remarks } = definitionToServerJson(definition, options);
      return {
        fileName: 'server.json',
        text: `${JSON.stringify(document, null, 2)}\n`,
        remarks,
      };
    }
    default:
      return unknownFormat(options.format);
  }
}

function toYaml(documents: readonly unknown[]): string {
  return documents
    .map(document => stringify(document, { aliasDuplicateObjects: false }))
    .join('---\n');
}

function unknownFormat(format: never): never {
  throw new TypeError(`Unknown format ${String(format)}`);
}
