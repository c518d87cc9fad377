import type {
  ActionConstraint,
  PrincipalConstraint,
  ResourceConstraint,
} from '@cedar-policy/cedar-wasm/nodejs';
import { keyOf } from './keyOf';
import type { CedarEntity, CedarRequest, CompiledPolicy } from './types';
import { uidOf } from './uidOf';

/** The parts of a policy's scope, the most telling first. */
export const DIMENSIONS = ['resource', 'principal', 'action'] as const;

type Dimension = (typeof DIMENSIONS)[number];

const ANY = '*';

/** Where a policy stands in one dimension: it can apply to no request that does not ask for one of these keys. */
export function policyKeys(
  { json }: CompiledPolicy,
  dimension: Dimension,
): string[] {
  return dimension === 'action'
    ? actionKeys(json.action)
    : [entityKey(json[dimension])];
}

/** What a request asks for in one dimension. */
export function requestKeys(
  request: CedarRequest,
  dimension: Dimension,
): string[] {
  return dimension === 'action'
    ? [ANY, keyOf(request.action)]
    : entityKeys(request[dimension]);
}

function entityKey(constraint: PrincipalConstraint | ResourceConstraint) {
  switch (constraint.op) {
    case 'All':
      return ANY;
    case '==':
    case 'in':
      return bound(constraint);
    case 'is':
      return constraint.in ? bound(constraint.in) : constraint.entity_type;
    default:
      return constraint satisfies never;
  }
}

function bound(constraint: Parameters<typeof uidOf>[0] | object): string {
  if (!('entity' in constraint)) return ANY;
  return keyOf(uidOf(constraint.entity as Parameters<typeof uidOf>[0]));
}

function actionKeys(constraint: ActionConstraint): string[] {
  if (constraint.op === 'All') return [ANY];
  if ('entities' in constraint) {
    return [...new Set(constraint.entities.map(uid => keyOf(uidOf(uid))))];
  }
  return [bound(constraint)];
}

/** Anything is in itself and in what is above it. */
function entityKeys({ uid, parents }: CedarEntity): string[] {
  return [ANY, uid.type, keyOf(uid), ...parents.map(keyOf)];
}
