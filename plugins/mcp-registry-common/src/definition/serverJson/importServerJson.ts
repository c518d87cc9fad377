import { checkedReading, type DefinitionReading } from '../DefinitionReading';
import { definedFields, isRecord, listOf, recordOf, textOf } from '../fields';
import {
  ImportRemarks,
  type MissingFacts,
  withMissingFacts,
} from '../ImportRemarks';
import { sameJson } from '../../revision/diff/sameJson';
import {
  definitionToServerJson,
  OUR_META,
  PUBLISHER_META,
} from './exportServerJson';
import { readPackage } from './readPackage';

const KNOWN = [
  '$schema',
  'name',
  'title',
  'description',
  'version',
  'packages',
  'remotes',
  '_meta',
];

/** Whether a document is a `server.json`, or an entry of a registry around one. */
export function isServerJson(value: unknown): boolean {
  const document = inner(value);
  return (
    isRecord(document) &&
    (/^https:\/\/static\.modelcontextprotocol\.io\/schemas\/[\w.-]+\/server\.schema\.json$/.test(
      textOf(document.$schema) ?? '',
    ) ||
      (typeof document.name === 'string' &&
        document.name.includes('/') &&
        (Array.isArray(document.packages) || Array.isArray(document.remotes))))
  );
}

/**
 * Reads a `server.json`. One of ours says everything in `_meta`, and that counts; of others one package or remote is taken, and what is
 * left out is said.
 */
export function serverJsonToDefinition(
  value: unknown,
  options: { missing?: MissingFacts } = {},
): DefinitionReading {
  const said = new ImportRemarks();
  const document = recordOf(inner(value));
  const meta = recordOf(recordOf(document._meta)[PUBLISHER_META]);
  const ours = recordOf(meta[OUR_META]).definition;
  if (isRecord(ours)) return readOurs(ours, document);
  for (const field of Object.keys(document)) {
    if (!KNOWN.includes(field)) said.add('import.left-out', { path: field });
  }
  if (document._meta !== undefined) {
    said.add('import.left-out', { path: '_meta' });
  }
  const described = {
    name: readName(textOf(document.name) ?? '', said),
    title: textOf(document.title),
    description: textOf(document.description),
  };
  return checkedReading(
    definedFields({
      ...withMissingFacts(definedFields(described), { ...options, said }),
      ...readServer(document, said),
    }),
    { remarks: said.all },
  );
}

/** What everybody reads and what only we read have to be the same: who reviews the one must not get the other. */
function readOurs(
  ours: Record<string, unknown>,
  document: Record<string, unknown>,
): DefinitionReading {
  const reading = checkedReading(ours, {
    at: field => `_meta…definition.${field}`,
  });
  if (!reading.definition) return reading;
  const { document: expected } = definitionToServerJson(reading.definition);
  const differs = ['packages', 'remotes'].filter(
    field => !sameJson(expected[field], document[field]),
  );
  return differs.length === 0
    ? reading
    : {
        remarks: [],
        problems: differs.map(
          field =>
            `${field}: says something else than the definition in _meta. Change both, or take _meta out`,
        ),
      };
}

/** A registry answers with the document in `server`. */
function inner(value: unknown): unknown {
  return isRecord(value) && isRecord(value.server) ? value.server : value;
}

/** `io.github.acme/Orders_MCP` → `orders-mcp`. */
function readName(given: string, said: ImportRemarks): string {
  const last = given.slice(given.lastIndexOf('/') + 1);
  const name = last
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
  if (name !== given) said.add('import.name', { value: given, name });
  return name;
}

function readServer(
  document: Record<string, unknown>,
  said: ImportRemarks,
): Record<string, unknown> {
  const packages = listOf(document.packages).filter(isRecord);
  const remotes = listOf(document.remotes).filter(isRecord);
  const from = packages.find(({ registryType }) =>
    ['npm', 'pypi', 'oci'].includes(String(registryType)),
  );
  if (packages.length + remotes.length > 1) {
    said.add('import.first-only', {
      path: packages.length > 0 ? 'packages' : 'remotes',
    });
  }
  // What the company runs itself it can bound; what runs elsewhere it can only call.
  if (from) return readPackage(from, said);
  const remote = remotes.find(
    ({ type, url }) =>
      (type === 'streamable-http' || type === 'sse') &&
      typeof url === 'string' &&
      !url.includes('{'),
  );
  if (!remote) return {};
  for (const field of Object.keys(remote)) {
    if (!['type', 'url'].includes(field)) {
      said.add('import.left-out', { path: `remotes[].${field}` });
    }
  }
  return { upstream: { type: remote.type, url: remote.url } };
}
