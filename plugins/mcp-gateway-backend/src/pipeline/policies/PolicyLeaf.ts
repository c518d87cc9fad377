import type { BodyGroup } from './BodyGroup';
import { factsKey } from './factsFor';
import { inScope } from './inScope';
import type {
  CedarRequest,
  CompiledPolicy,
  Findings,
  Outcome,
  PolicyBody,
} from './types';

/** Outcomes that are remembered, by conditions and what these depend on. */
export interface Outcomes {
  get(key: string): Outcome | undefined;
  set(key: string, outcome: Outcome): void;
}

/** A request on its way through the index, with what was worked out for it. */
export interface Asked {
  readonly request: CedarRequest;
  readonly outcomes: Outcomes;
  /** What of the request conditions depend on, as a key. */
  readonly keys: Map<PolicyBody, string>;
  readonly permits: string[];
  readonly forbids: string[];
  readonly errors: Findings['errors'][number][];
  readonly open: string[];
}

/**
 * A few policies of neighbouring scope. Those whose scope covers the request are asked: what is certain
 * without the engine is answered at once; the rest is asked of it once for all requests that are alike, in one go.
 */
export class PolicyLeaf {
  static create(options: {
    policies: readonly CompiledPolicy[];
    groupOf: (body: PolicyBody) => BodyGroup;
  }) {
    return new PolicyLeaf(options);
  }

  readonly #policies: readonly CompiledPolicy[];
  readonly #groupOf: (body: PolicyBody) => BodyGroup;

  private constructor(options: Parameters<typeof PolicyLeaf.create>[0]) {
    this.#policies = options.policies;
    this.#groupOf = options.groupOf;
  }

  evaluate(asked: Asked): void {
    const fresh = new Map<PolicyBody, Outcome>();
    for (const { id, effect, json, body } of this.#policies) {
      if (!inScope(json, asked.request)) continue;
      const outcome = body ? this.#ask(body, asked, fresh) : 'holds';
      const list = effect === 'permit' ? asked.permits : asked.forbids;
      if (typeof outcome === 'object') {
        asked.errors.push({ policyId: id, message: outcome.error });
      } else if (outcome === 'holds') {
        list.push(id);
      } else if (outcome === 'open') {
        asked.open.push(id);
        // As it would be for arguments that fit; a forbid would not hold for them.
        if (effect === 'permit') list.push(id);
      }
    }
  }

  #ask(
    body: PolicyBody,
    asked: Asked,
    fresh: Map<PolicyBody, Outcome>,
  ): Outcome {
    const known =
      body.quick(asked.request) ??
      fresh.get(body) ??
      asked.outcomes.get(keyFor(body, asked));
    if (known !== undefined) return known;
    for (const [each, outcome] of this.#groupOf(body).evaluate(asked.request)) {
      fresh.set(each, outcome);
      asked.outcomes.set(keyFor(each, asked), outcome);
    }
    const outcome = fresh.get(body);
    if (outcome === undefined) throw new Error('A policy was not evaluated');
    return outcome;
  }
}

function keyFor(body: PolicyBody, { request, keys }: Asked): string {
  let key = keys.get(body);
  if (key === undefined) {
    key = body.name + factsKey(request, body.reads);
    keys.set(body, key);
  }
  return key;
}
