import { statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { factsFor } from './factsFor';
import { PreparedSet } from './PreparedSet';
import type { CedarRequest, Outcome, PolicyBody, PolicyReads } from './types';

/** Some conditions that the engine evaluates in one go. Prepared when it is first asked: most of them never are. */
export class BodyGroup {
  static create(bodies: readonly PolicyBody[]) {
    return new BodyGroup(bodies);
  }

  readonly #bodies: readonly PolicyBody[];
  readonly #reads: PolicyReads;
  readonly #prepared = new Map<'json' | 'withoutArguments', PreparedSet>();
  #isReleased = false;

  private constructor(bodies: readonly PolicyBody[]) {
    this.#bodies = bodies;
    this.#reads = together(bodies.map(({ reads }) => reads));
  }

  evaluate(request: CedarRequest): Map<PolicyBody, Outcome> {
    const { hasArguments } = request;
    const answer = statefulIsAuthorized({
      principal: request.principal.uid,
      action: request.action,
      resource: request.resource.uid,
      preparsedPolicySetId: this.#setFor(hasArguments).name,
      ...factsFor(request, this.#reads),
    });
    if (answer.type === 'failure') {
      throw new Error(answer.errors.map(({ message }) => message).join('; '));
    }
    const { reason, errors } = answer.response.diagnostics;
    // Each was given to the engine as a permit of its own, so all that hold are named.
    const holding = new Set(reason);
    const failed = new Map(
      errors.map(({ policyId, error }) => [policyId, error.message]),
    );
    return new Map(
      this.#bodies.map((body): [PolicyBody, Outcome] => {
        const error = failed.get(body.name);
        if (error === undefined) {
          return [body, holding.has(body.name) ? 'holds' : 'fails'];
        }
        const isOpen = body.reads.arguments && !hasArguments;
        return [body, isOpen ? 'open' : { error }];
      }),
    );
  }

  release() {
    this.#isReleased = true;
    this.#prepared.forEach(set => set.release());
    this.#prepared.clear();
  }

  #setFor(hasArguments: boolean): PreparedSet {
    const form =
      hasArguments || !this.#reads.arguments ? 'json' : 'withoutArguments';
    let set = this.#prepared.get(form);
    if (!set) {
      if (this.#isReleased) {
        throw new Error('These policies are not in force any more');
      }
      set = prepare(this.#bodies, form);
      this.#prepared.set(form, set);
    }
    return set;
  }
}

function prepare(
  bodies: readonly PolicyBody[],
  form: 'json' | 'withoutArguments',
) {
  return PreparedSet.create(
    Object.fromEntries(bodies.map(body => [body.name, body[form]])),
  );
}

function together(all: readonly PolicyReads[]): PolicyReads {
  return {
    attributes: new Set(all.flatMap(({ attributes }) => [...attributes])),
    ancestors: all.some(({ ancestors }) => ancestors === 'all')
      ? 'all'
      : new Set(all.flatMap(({ ancestors }) => [...ancestors])),
    principalId: all.some(({ principalId }) => principalId),
    resourceId: all.some(({ resourceId }) => resourceId),
    entities: all.some(({ entities }) => entities),
    arguments: all.some(reads => reads.arguments),
  };
}
