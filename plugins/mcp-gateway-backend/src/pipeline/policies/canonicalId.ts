import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';

const KINDS: Readonly<Record<string, string>> = {
  Client: 'user',
  THVGroup: 'group',
  MCP: 'api',
};

/**
 * People, groups and servers are entities of the catalog: `Client::"alice"` is `Client::"user:default/alice"`. What
 * cannot be one would never match, and is refused.
 */
export function canonicalId(uid: TypeAndId): TypeAndId {
  const defaultKind = KINDS[uid.type];
  if (defaultKind === undefined) return uid;
  if (!/^([a-z0-9]+:)?([a-z0-9_.-]+\/)?[a-z0-9_.-]+$/i.test(uid.id)) {
    throw new InputError(
      `${uid.type}::${JSON.stringify(
        uid.id,
      )} is not an entity of the catalog; write for example ${
        uid.type
      }::"${defaultKind}:default/name"`,
    );
  }
  const ref = parseEntityRef(uid.id, {
    defaultKind,
    defaultNamespace: 'default',
  });
  return { type: uid.type, id: stringifyEntityRef(ref) };
}
