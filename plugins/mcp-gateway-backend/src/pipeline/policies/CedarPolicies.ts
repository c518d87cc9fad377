import { createHash } from 'crypto';
import type {
  AccessDocument,
  PolicyEvaluator,
  PolicyRequest,
  PolicyVerdict,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { LRUCache } from 'lru-cache';
import { compilePolicies } from './compilePolicies';
import { createOutcomes } from './createOutcomes';
import { describeRequest } from './describeRequest';
import { PolicyIndex } from './PolicyIndex';
import type {
  CedarRequest,
  CompiledPolicy,
  Findings,
  PolicyMode,
  PolicySource,
} from './types';

const MAX_PEOPLE_PER_SERVER = 200;
/** A server names the things in its lists, and may name others each time. */
const MAX_SHOWN = 5_000;

/** What would be said of a call, as far as its record tells. */
export interface Foreseen {
  readonly effect: 'allow' | 'deny' | 'unknown';
  /** The policies that it depends on, word by word. */
  readonly basis: string;
}

type Shown = LRUCache<string, PolicyVerdict>;

/** One set of policies, read, checked and indexed: it never changes, another set is another one. */
export class CedarPolicies implements PolicyEvaluator {
  /** Throws one error that says everything that is wrong. */
  static async create(
    sources: readonly PolicySource[],
  ): Promise<CedarPolicies> {
    return await CedarPolicies.of(await compilePolicies(sources));
  }

  static async of(policies: readonly CompiledPolicy[]): Promise<CedarPolicies> {
    const outcomes = createOutcomes();
    const indexOf = (wanted: PolicyMode) =>
      PolicyIndex.create({
        policies: policies.filter(({ mode }) => mode === wanted),
        outcomes,
      });
    const enforced = await indexOf('enforce');
    const observed = await indexOf('observe');
    return new CedarPolicies(policies, { enforced, observed });
  }

  readonly version: string;
  readonly coverage: PolicyEvaluator['coverage'];
  readonly policies: readonly CompiledPolicy[];
  readonly #indexes: { enforced: PolicyIndex; observed: PolicyIndex };
  readonly #observes: boolean;
  readonly #permitsAny: boolean;
  /** What lists show: by server as it is now, person and thing. */
  readonly #listed = new WeakMap<AccessDocument, LRUCache<string, Shown>>();

  #last:
    | (Pick<PolicyRequest, 'principal' | 'document'> & {
        shown: Shown;
      })
    | undefined;

  private constructor(
    policies: readonly CompiledPolicy[],
    indexes: { enforced: PolicyIndex; observed: PolicyIndex },
  ) {
    this.policies = policies;
    this.#indexes = indexes;
    const enforced = policies.filter(({ mode }) => mode === 'enforce');
    const permits = (those: readonly CompiledPolicy[]) =>
      those.some(({ effect }) => effect === 'permit');
    this.#observes = enforced.length < policies.length;
    this.#permitsAny = permits(policies);
    this.version = versionOf(policies);
    if (enforced.length === 0) this.coverage = 'none';
    else this.coverage = permits(enforced) ? 'permits' : 'forbids';
  }

  evaluate(request: PolicyRequest): PolicyVerdict {
    // A call has its own arguments; what a list shows is asked again and again.
    if (request.arguments !== 'unknown') return this.#decide(request);
    const { item } = request;
    const shown = this.#shownTo(request);
    const key = item.kind + (item.kind === 'resource' ? item.uri : item.name);
    let verdict = shown.get(key);
    if (!verdict) {
      verdict = this.#decide(request);
      shown.set(key, verdict);
    }
    return verdict;
  }

  /** What the enforced policies say where arguments are not known, and which of them say it. */
  foresee(request: PolicyRequest): Foreseen {
    const said = this.#indexes.enforced.evaluate(describeRequest(request));
    const { permits, forbids, errors, open } = said;
    const passes = permits.length > 0 || this.coverage !== 'permits';
    const refuses = forbids.length > 0 || errors.length > 0 || !passes;
    let effect: Foreseen['effect'] = refuses ? 'deny' : 'allow';
    // What cannot be said without arguments may refuse, or fail and refuse.
    if (effect === 'allow' && open.length > 0) effect = 'unknown';
    const told = [permits, forbids, errors.map(each => each.policyId), open];
    const ids = new Set(told.flat());
    const basis = this.policies
      .filter(({ id }) => ids.has(id))
      .map(({ id, json }) => JSON.stringify([id, json]))
      .sort();
    return { effect, basis: basis.join() };
  }

  /** Gives up what the engine keeps for it; it refuses from then on. */
  release() {
    this.#indexes.enforced.release();
    this.#indexes.observed.release();
  }

  #decide(request: PolicyRequest): PolicyVerdict {
    const described = describeRequest(request);
    const enforced = this.#indexes.enforced.evaluate(described);
    return {
      ...verdictOf(enforced),
      ...(enforced.open.length > 0 && { open: enforced.open }),
      ...(this.#observes && { observed: this.#observe(described, enforced) }),
    };
  }

  #observe(request: CedarRequest, enforced: Findings) {
    const observed = this.#indexes.observed.evaluate(request);
    const { effect, policyIds, error } = verdictOf({
      open: [],
      permits: [...observed.permits, ...enforced.permits],
      forbids: [...observed.forbids, ...enforced.forbids],
      errors: [...observed.errors, ...enforced.errors],
    });
    const passes =
      effect !== 'deny' &&
      error === undefined &&
      (effect === 'allow' || !this.#permitsAny);
    return {
      effect: passes ? ('allow' as const) : ('deny' as const),
      policyIds,
      ...(error !== undefined && { error }),
    };
  }

  #shownTo({ principal, document }: PolicyRequest) {
    // A list asks for the same person and server thing by thing.
    const last = this.#last;
    if (last?.principal === principal && last.document === document) {
      return last.shown;
    }
    let people = this.#listed.get(document);
    if (!people) {
      people = new LRUCache({ max: MAX_PEOPLE_PER_SERVER });
      this.#listed.set(document, people);
    }
    const person = fingerprintOf(principal);
    let shown = people.get(person);
    if (!shown) {
      shown = new LRUCache({ max: MAX_SHOWN });
      people.set(person, shown);
    }
    this.#last = { principal, document, shown };
    return shown;
  }
}

function verdictOf({ permits, forbids, errors }: Findings): PolicyVerdict {
  const [error] = errors;
  const told = error && { error: `${error.policyId}: ${error.message}` };
  if (forbids.length > 0) {
    return { effect: 'deny', policyIds: forbids, ...told };
  }
  return permits.length > 0
    ? { effect: 'allow', policyIds: permits, ...told }
    : { effect: 'no-opinion', policyIds: [], ...told };
}

const fingerprints = new WeakMap<PolicyRequest['principal'], string>();

/** A person with their groups, as they are now. */
function fingerprintOf(principal: PolicyRequest['principal']): string {
  let known = fingerprints.get(principal);
  if (known === undefined) {
    known = JSON.stringify(principal);
    fingerprints.set(principal, known);
  }
  return known;
}

function versionOf(policies: readonly CompiledPolicy[]): string {
  const hash = createHash('sha256');
  [...policies]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .forEach(({ id, mode, json }) =>
      hash.update(JSON.stringify([id, mode, json])),
    );
  return hash.digest('hex').slice(0, 12);
}
