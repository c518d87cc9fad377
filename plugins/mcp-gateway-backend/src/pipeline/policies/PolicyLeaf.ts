import {
  type EntityJson,
  statefulIsAuthorized,
  type StatefulAuthorizationCall,
  type TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';
import { keyOf } from './keyOf';
import { PreparedSet } from './PreparedSet';
import type {
  CedarEntity,
  CedarRequest,
  CompiledPolicy,
  Findings,
  PolicyReads,
} from './types';

/** Answers that are remembered, by what they depend on. */
export interface LeafMemory {
  get(key: string): Findings | undefined;
  set(key: string, findings: Findings): void;
}

let made = 0;

/**
 * A few policies that the engine evaluates in one go. It is given what they read and nothing else: handing a request
 * over costs far more than deciding it, and what is the same for two requests is decided once.
 */
export class PolicyLeaf {
  static create(policies: readonly CompiledPolicy[], memory: LeafMemory) {
    return new PolicyLeaf(policies, memory);
  }

  readonly #memory: LeafMemory;
  readonly #name = `${made++}`;
  readonly #effects: ReadonlyMap<string, 'permit' | 'forbid'>;
  readonly #ofArguments: ReadonlySet<string>;
  readonly #reads: PolicyReads;
  readonly #sets: { known: PreparedSet; unknown: PreparedSet };

  private constructor(policies: readonly CompiledPolicy[], memory: LeafMemory) {
    this.#memory = memory;
    this.#effects = new Map(policies.map(({ id, effect }) => [id, effect]));
    const depending = policies.filter(({ reads }) => reads.arguments);
    this.#ofArguments = new Set(depending.map(({ id }) => id));
    this.#reads = together(policies.map(({ reads }) => reads));
    const known = PreparedSet.create(
      Object.fromEntries(policies.map(({ id, json }) => [id, json])),
    );
    const unknown = depending.length
      ? PreparedSet.create(
          Object.fromEntries(
            policies.map(each => [each.id, each.withoutArguments]),
          ),
        )
      : known;
    this.#sets = { known, unknown };
  }

  evaluate(request: CedarRequest): Findings {
    const call = this.#callOf(request);
    const key = this.#keyOf(call, request);
    const remembered = this.#memory.get(key);
    if (remembered) return remembered;
    const answer = statefulIsAuthorized(call);
    if (answer.type === 'failure') {
      throw new Error(answer.errors.map(({ message }) => message).join('; '));
    }
    const { decision, diagnostics } = answer.response;
    const findings = {
      permits: decision === 'allow' ? diagnostics.reason : [],
      forbids: decision === 'deny' ? diagnostics.reason : [],
      errors: diagnostics.errors.map(({ policyId, error }) => ({
        policyId,
        message: error.message,
      })),
    };
    const told = request.hasArguments ? findings : this.#assume(findings);
    this.#memory.set(key, told);
    return told;
  }

  release() {
    this.#sets.known.release();
    this.#sets.unknown.release();
  }

  #callOf(request: CedarRequest): StatefulAuthorizationCall {
    const { principal, action, resource, context, hasArguments } = request;
    const { known, unknown } = this.#sets;
    return {
      principal: principal.uid,
      action,
      resource: resource.uid,
      context: this.#only(context),
      entities: [this.#entity(principal), this.#entity(resource)],
      preparsedPolicySetId: (hasArguments ? known : unknown).name,
    };
  }

  #entity({ uid, attributes, parents }: CedarEntity): EntityJson {
    const { ancestors } = this.#reads;
    return {
      uid,
      attrs: this.#only(attributes),
      parents:
        ancestors === 'all'
          ? [...parents]
          : parents.filter(parent => ancestors.has(keyOf(parent))),
    };
  }

  #only<T>(attributes: Readonly<Record<string, T>>): Record<string, T> {
    const kept: Record<string, T> = {};
    for (const name of this.#reads.attributes) {
      if (Object.hasOwn(attributes, name)) {
        // As own property even where an argument is called __proto__.
        Object.defineProperty(kept, name, {
          value: attributes[name],
          enumerable: true,
        });
      }
    }
    return kept;
  }

  #keyOf(call: StatefulAuthorizationCall, request: CedarRequest): string {
    const { principalId, resourceId } = this.#reads;
    const [who, what] = call.entities;
    const named = (uid: TypeAndId, byId: boolean) =>
      byId ? keyOf(uid) : uid.type;
    return JSON.stringify([
      this.#name,
      request.hasArguments,
      named(request.principal.uid, principalId),
      request.action.id,
      named(request.resource.uid, resourceId),
      who.attrs,
      who.parents,
      what.attrs,
      what.parents,
      call.context,
    ]);
  }

  /** What could not be evaluated for want of arguments is taken as it would be for arguments that fit. */
  #assume({ permits, forbids, errors }: Findings): Findings {
    const open = errors.filter(each => this.#ofArguments.has(each.policyId));
    const allowing = open.filter(
      each => this.#effects.get(each.policyId) === 'permit',
    );
    return {
      permits: [...permits, ...allowing.map(({ policyId }) => policyId)],
      forbids,
      errors: errors.filter(each => !open.includes(each)),
    };
  }
}

function together(all: readonly PolicyReads[]): PolicyReads {
  return {
    attributes: new Set(all.flatMap(({ attributes }) => [...attributes])),
    ancestors: all.some(({ ancestors }) => ancestors === 'all')
      ? 'all'
      : new Set(all.flatMap(({ ancestors }) => [...ancestors])),
    principalId: all.some(({ principalId }) => principalId),
    resourceId: all.some(({ resourceId }) => resourceId),
    arguments: all.some(reads => reads.arguments),
  };
}
