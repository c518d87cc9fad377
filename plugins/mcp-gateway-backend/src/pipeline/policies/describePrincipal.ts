import type { CedarValueJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Principal } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CedarEntity } from './types';

const described = new WeakMap<
  Principal,
  { entity: CedarEntity; claims: Readonly<Record<string, CedarValueJson>> }
>();

/** Who calls, as ToolHive's `Client` with the catalog's groups; claims stand on the principal and in the context. */
export function describePrincipal(principal: Principal) {
  let known = described.get(principal);
  if (!known) {
    known = describe(principal);
    described.set(principal, known);
  }
  return known;
}

function describe({ userEntityRef, ownershipEntityRefs }: Principal) {
  const groups = ownershipEntityRefs.filter(ref => ref.startsWith('group:'));
  const claims = {
    claim_sub: userEntityRef,
    claim_groups: groups,
    claimset_groups: groups,
  };
  const entity: CedarEntity = {
    uid: { type: 'Client', id: userEntityRef },
    attributes: claims,
    parents: groups.map(id => ({ type: 'THVGroup', id })),
  };
  return { entity, claims };
}
