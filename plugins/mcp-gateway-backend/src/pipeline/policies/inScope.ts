import type {
  ActionConstraint,
  PolicyJson,
  PrincipalConstraint,
  ResourceConstraint,
  TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { CedarEntity, CedarRequest } from './types';
import { uidOf } from './uidOf';

/** Whether the scope of a policy (what stands in its brackets) covers a request. */
export function inScope(policy: PolicyJson, request: CedarRequest): boolean {
  return (
    covers(policy.resource, request.resource) &&
    covers(policy.principal, request.principal) &&
    coversAction(policy.action, request.action)
  );
}

function covers(
  constraint: PrincipalConstraint | ResourceConstraint,
  entity: CedarEntity,
): boolean {
  switch (constraint.op) {
    case 'All':
      return true;
    case '==':
      return same(entity.uid, literal(constraint));
    case 'in':
      return isIn(entity, literal(constraint));
    case 'is':
      return (
        entity.uid.type === constraint.entity_type &&
        (!constraint.in || isIn(entity, literal(constraint.in)))
      );
    default:
      return constraint satisfies never;
  }
}

/** Actions are in no group but themselves. */
function coversAction(constraint: ActionConstraint, action: TypeAndId) {
  if (constraint.op === 'All') return true;
  return 'entities' in constraint
    ? constraint.entities.some(each => same(action, uidOf(each)))
    : same(action, literal(constraint));
}

/** Anything is in itself and in what is above it. */
function isIn({ uid, parents }: CedarEntity, of: TypeAndId): boolean {
  return same(uid, of) || parents.some(parent => same(parent, of));
}

function same(a: TypeAndId, b: TypeAndId): boolean {
  return a.id === b.id && a.type === b.type;
}

function literal(constraint: object): TypeAndId {
  if (!('entity' in constraint)) {
    throw new Error('A template was to be evaluated as a policy');
  }
  return uidOf(constraint.entity as Parameters<typeof uidOf>[0]);
}
