import { z } from 'zod';
import { revisionSnapshotSchema } from './revisionSnapshot';

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly type?: string;
  readonly const?: unknown;
}

/** A field of the revision's snapshot. */
export interface SnapshotField {
  /** `permissionProfile/network/outbound/allow_host`; `*` for any name, `[]` for items, `(kind)` for one of several kinds. */
  readonly path: string;
  /** What the schema says of its values, as JSON Schema. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/**
 * Every field of the definition that people approve, read from its schema: what is said for each of them cannot forget a new
 * one.
 */
export function snapshotFields(): SnapshotField[] {
  const schema = z.toJSONSchema(revisionSnapshotSchema, {
    unrepresentable: 'any',
    reused: 'inline',
  });
  return fieldsOf(schema as Node, '');
}

function fieldsOf(node: Node, path: string): SnapshotField[] {
  const kinds = (node.anyOf ?? node.oneOf ?? []).filter(
    ({ type }) => type !== 'null',
  );
  if (kinds.length > 0) {
    return kinds.flatMap(kind =>
      fieldsOf(kind, kinds.length > 1 ? `${path}/(${kindOf(kind)})` : path),
    );
  }
  const { properties, additionalProperties, items } = node;
  if (properties) {
    return Object.entries(properties).flatMap(([name, property]) =>
      fieldsOf(property, path ? `${path}/${name}` : name),
    );
  }
  if (typeof additionalProperties === 'object') {
    return fieldsOf(additionalProperties, `${path}/*`);
  }
  if (items?.properties) return fieldsOf(items, `${path}/[]`);
  return [{ path, schema: { ...node } }];
}

function kindOf({ properties }: Node): string {
  return String(properties?.type?.const);
}
