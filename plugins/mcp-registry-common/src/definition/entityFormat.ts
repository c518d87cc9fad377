import type { Entity } from '@backstage/catalog-model';
import { checkedReading, type DefinitionReading } from './DefinitionReading';
import { definedFields, isRecord } from './fields';
import type { ServerDefinition } from './serverDefinition';

/** Fields of a definition that stand in `spec.mcp` of an entity. */
export const MCP_FIELDS = [
  'riskTier',
  'dataClassification',
  'compliance',
  'audience',
  'reaches',
  'upstream',
  'package',
  'run',
  'isolation',
  'permissionProfile',
  'credential',
] as const satisfies readonly (keyof ServerDefinition)[];
const METADATA_FIELDS = [
  'namespace',
  'name',
  'title',
  'description',
  'tags',
] as const satisfies readonly (keyof ServerDefinition)[];
const SPEC_FIELDS = [
  'owner',
  'system',
  'lifecycle',
] as const satisfies readonly (keyof ServerDefinition)[];

/** Writes a definition as the entity that a repository holds. Nothing is lost. */
export function definitionToEntity(definition: ServerDefinition): Entity {
  const pick = (names: readonly (keyof ServerDefinition)[]) =>
    definedFields(
      Object.fromEntries(names.map(name => [name, definition[name]])),
    );
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: pick(METADATA_FIELDS) as unknown as Entity['metadata'],
    spec: {
      type: 'mcp-server',
      ...(pick(SPEC_FIELDS) as Entity['spec']),
      mcp: pick(MCP_FIELDS) as NonNullable<Entity['spec']>[string],
    },
  };
}

/** Reads an entity of `kind: API` and `spec.type: mcp-server`. What the catalog alone uses (annotations, labels, links) is no part of a definition. */
export function entityToDefinition(value: unknown): DefinitionReading {
  const entity = isRecord(value) ? value : {};
  const metadata = isRecord(entity.metadata) ? entity.metadata : {};
  const spec = isRecord(entity.spec) ? entity.spec : {};
  if (!isRecord(spec.mcp)) {
    return {
      remarks: [],
      problems: ['spec.mcp: says nothing of the server; see its schema'],
    };
  }
  const unknown = Object.keys(spec.mcp).filter(
    key => !(MCP_FIELDS as readonly string[]).includes(key),
  );
  if (unknown.length > 0) {
    return {
      remarks: [],
      problems: unknown.map(key => `spec.mcp.${key}: is not known`),
    };
  }
  return checkedReading(
    definedFields({
      ...Object.fromEntries(METADATA_FIELDS.map(key => [key, metadata[key]])),
      ...Object.fromEntries(SPEC_FIELDS.map(key => [key, spec[key]])),
      ...spec.mcp,
    }),
    { at: placeOf },
  );
}

/** Where a field of a definition stands in an entity. */
function placeOf(field: string): string {
  if ((METADATA_FIELDS as readonly string[]).includes(field)) {
    return `metadata.${field}`;
  }
  return (SPEC_FIELDS as readonly string[]).includes(field)
    ? `spec.${field}`
    : `spec.mcp.${field}`;
}
