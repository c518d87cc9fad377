import { checkedReading, type DefinitionReading } from '../DefinitionReading';
import { definedFields, isRecord, recordOf, textOf } from '../fields';
import { readImageText } from '../imageText';
import {
  ImportRemarks,
  type MissingFacts,
  withMissingFacts,
} from '../ImportRemarks';
import { fromAnnotations } from './annotations';
import { importProfile } from './importProfile';
import { readStart } from './readStart';

/** Fields of the resources that restrict who may do what: losing one is said in other words than losing a convenience. */
const RESTRICTIONS = [
  'authServerRef',
  'authzConfig',
  'authzConfigRef',
  'oidcConfigRef',
  'rateLimiting',
  'toolConfigRef',
  'webhookConfigRef',
];
const SERVER_FIELDS = [
  'image',
  'transport',
  'mcpPort',
  'args',
  'env',
  'permissionProfile',
  'secrets',
  'resources',
];
const REMOTE_FIELDS = ['remoteUrl', 'transport'];

/** Whether a document is a resource of ToolHive that stands for a server. */
export function isToolHiveServer(value: unknown): boolean {
  return (
    isRecord(value) &&
    textOf(value.apiVersion)?.startsWith('toolhive.stacklok.dev/') === true &&
    ['MCPServer', 'MCPRemoteProxy', 'MCPServerEntry'].includes(
      String(value.kind),
    )
  );
}

/**
 * Reads an `MCPServer`, `MCPRemoteProxy` or `MCPServerEntry`. What is not understood is left out and said; nothing that comes of it
 * can do more than the resource could.
 *
 * @param others - the documents beside it, among them the ConfigMap of its profile.
 */
export function mcpServerToDefinition(
  resource: unknown,
  options: { others?: readonly unknown[]; missing?: MissingFacts } = {},
): DefinitionReading {
  const said = new ImportRemarks();
  const given = recordOf(resource);
  const metadata = recordOf(given.metadata);
  const spec = recordOf(given.spec);
  const isRemote = given.kind !== 'MCPServer';
  sayWhatIsLost(spec, { isRemote, said });
  const described = {
    name: metadata.name,
    ...fromAnnotations(recordOf(metadata.annotations)),
  };
  const server = isRemote
    ? {
        upstream: {
          type: spec.transport ?? 'streamable-http',
          url: spec.remoteUrl,
        },
      }
    : hosted(spec, { others: options.others ?? [], said });
  return checkedReading(
    definedFields({
      ...withMissingFacts(described, { missing: options.missing, said }),
      ...server,
    }),
    { remarks: said.all, at: placeOf },
  );
}

function hosted(
  spec: Record<string, unknown>,
  options: { others: readonly unknown[]; said: ImportRemarks },
) {
  const image = textOf(spec.image);
  return {
    package: image && { registry: 'oci', ...readImageText(image) },
    run: readStart(spec, options.said),
    permissionProfile: importProfile(spec, options),
  };
}

function sayWhatIsLost(
  spec: Record<string, unknown>,
  options: { isRemote: boolean; said: ImportRemarks },
): void {
  const { isRemote, said } = options;
  const known = isRemote ? REMOTE_FIELDS : SERVER_FIELDS;
  for (const field of Object.keys(spec)) {
    if (known.includes(field)) continue;
    said.add(
      RESTRICTIONS.includes(field) ? 'import.restriction' : 'import.left-out',
      { path: `spec.${field}` },
    );
  }
}

function placeOf(field: string): string {
  switch (field) {
    case 'name':
      return 'metadata.name';
    case 'package':
      return 'spec.image';
    case 'upstream':
    case 'run':
    case 'permissionProfile':
      return 'spec';
    default:
      return `metadata.annotations (${field})`;
  }
}
