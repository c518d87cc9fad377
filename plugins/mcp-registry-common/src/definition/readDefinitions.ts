import type { FormatRemark } from './DefinitionReading';
import { entityToDefinition } from './entityFormat';
import { isRecord, recordOf, textOf } from './fields';
import type { MissingFacts } from './ImportRemarks';
import { readDocuments } from './readDocuments';
import { definedServerRef, type ServerDefinition } from './serverDefinition';
import {
  isServerJson,
  serverJsonToDefinition,
} from './serverJson/importServerJson';
import {
  isToolHiveServer,
  mcpServerToDefinition,
} from './toolhive/importMcpServer';

/** The formats that a definition can be written in. */
export const DEFINITION_FORMATS = [
  'entity',
  'toolhive',
  'server-json',
] as const;
/** See {@link DEFINITION_FORMATS}. */
export type DefinitionFormat = (typeof DEFINITION_FORMATS)[number];

/** A file as it was found. `path` is what people are told. */
export interface DefinitionFile {
  readonly path: string;
  readonly text: string;
}

/** A definition with where it was found. */
export interface FoundDefinition {
  readonly serverRef: string;
  readonly path: string;
  readonly format: DefinitionFormat;
  readonly definition: ServerDefinition;
  readonly remarks: readonly FormatRemark[];
}

/** Why something is no definition, and where. */
export interface DefinitionProblem {
  readonly path: string;
  readonly text: string;
}

/** What was found in files. */
export interface DefinitionsReading {
  readonly found: readonly FoundDefinition[];
  readonly problems: readonly DefinitionProblem[];
  /** Documents that are none of ours: other kinds of entities, ConfigMaps and the like. */
  readonly passedOver: number;
}

const UNKNOWN =
  'This is neither an entity of the catalog, nor an MCPServer, nor a server.json.';

const READERS = {
  entity: entityToDefinition,
  toolhive: mcpServerToDefinition,
  'server-json': serverJsonToDefinition,
} as const;

/** Reads all definitions of some files. Pure; a mistake in one file keeps nobody from hearing about the others. */
export function readDefinitions(
  files: readonly DefinitionFile[],
  options: { missing?: MissingFacts } = {},
): DefinitionsReading {
  const found: FoundDefinition[] = [];
  const problems: DefinitionProblem[] = [];
  let passedOver = 0;
  for (const { path, text } of files) {
    const { documents, problem } = readDocuments(text);
    if (problem) {
      problems.push({ path, text: problem });
      continue;
    }
    for (const document of documents) {
      const format = formatOf(document);
      if (!format) {
        if (isSomethingElse(document)) passedOver += 1;
        else problems.push({ path, text: UNKNOWN });
        continue;
      }
      const reading = READERS[format](document, {
        ...options,
        others: documents,
      });
      problems.push(
        ...reading.problems.map(it => ({
          path,
          text: `${nameOf(document)}: ${it}`,
        })),
      );
      const { definition, remarks } = reading;
      if (!definition) continue;
      const serverRef = definedServerRef(definition);
      const twin = found.find(other => other.serverRef === serverRef);
      if (twin) {
        problems.push({
          path,
          text: `${serverRef} is defined in ${twin.path} already.`,
        });
      } else {
        found.push({ serverRef, path, format, definition, remarks });
      }
    }
  }
  return { found, problems, passedOver };
}

function formatOf(document: unknown): DefinitionFormat | undefined {
  if (!isRecord(document)) return undefined;
  const isApi = textOf(document.kind)?.toLowerCase() === 'api';
  if (isApi && recordOf(document.spec).type === 'mcp-server') return 'entity';
  if (isToolHiveServer(document)) return 'toolhive';
  return isServerJson(document) ? 'server-json' : undefined;
}

/** What belongs to the catalog or to Kubernetes and is no server. */
function isSomethingElse(document: unknown): boolean {
  return (
    isRecord(document) &&
    typeof document.apiVersion === 'string' &&
    typeof document.kind === 'string'
  );
}

function nameOf(document: unknown): string {
  const given = recordOf(document);
  const name = textOf(recordOf(given.metadata).name) ?? textOf(given.name);
  return name?.slice(0, 100) ?? 'A definition without a name';
}
