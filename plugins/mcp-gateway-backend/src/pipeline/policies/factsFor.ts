import type {
  CedarValueJson,
  EntityJson,
} from '@cedar-policy/cedar-wasm/nodejs';
import { keyOf } from './keyOf';
import type { CedarEntity, CedarRequest, PolicyReads } from './types';

/** What the engine is told of a request. */
export interface Facts {
  context: Record<string, CedarValueJson>;
  entities: EntityJson[];
}

/**
 * Of a request, what some conditions read and nothing else: handing a fact over costs the engine more than using it.
 */
export function factsFor(request: CedarRequest, reads: PolicyReads): Facts {
  return {
    context: only(request.context, reads),
    entities: reads.entities
      ? [entity(request.principal, reads), entity(request.resource, reads)]
      : [],
  };
}

/** The same for all requests that these conditions cannot tell apart. */
export function factsKey(request: CedarRequest, reads: PolicyReads): string {
  const { principal, action, resource, hasArguments } = request;
  const { context, entities } = factsFor(request, reads);
  return JSON.stringify([
    reads.arguments && hasArguments,
    reads.principalId ? keyOf(principal.uid) : principal.uid.type,
    action.id,
    reads.resourceId ? keyOf(resource.uid) : resource.uid.type,
    context,
    ...entities.flatMap(({ attrs, parents }) => [attrs, parents]),
  ]);
}

function entity(
  { uid, attributes, parents }: CedarEntity,
  reads: PolicyReads,
): EntityJson {
  const { ancestors } = reads;
  return {
    uid,
    attrs: only(attributes, reads),
    parents:
      ancestors === 'all'
        ? [...parents]
        : parents.filter(parent => ancestors.has(keyOf(parent))),
  };
}

function only(
  attributes: Readonly<Record<string, CedarValueJson>>,
  reads: PolicyReads,
): Record<string, CedarValueJson> {
  const kept: Record<string, CedarValueJson> = {};
  for (const name of reads.attributes) {
    // No attribute of ours is called __proto__: arguments and claims have a prefix.
    const value = Object.hasOwn(attributes, name)
      ? attributes[name]
      : undefined;
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
