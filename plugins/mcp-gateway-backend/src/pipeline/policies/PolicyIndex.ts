import { setImmediate as nextTurn } from 'timers/promises';
import { BodyGroup } from './BodyGroup';
import { type Asked, type Outcomes, PolicyLeaf } from './PolicyLeaf';
import { DIMENSIONS, policyKeys, requestKeys } from './scopeKeys';
import type {
  CedarRequest,
  CompiledPolicy,
  Findings,
  PolicyBody,
} from './types';

/** So few policies are not told apart further: looking at each is cheaper. */
const FEW = 12;
/** So many conditions are evaluated in one go: one more costs less than one more question, until they are many. */
const MANY = 12;
const TURN_MS = 8;

type Node =
  | { kind: 'leaf'; leaf: PolicyLeaf }
  | {
      kind: 'split';
      dimension: (typeof DIMENSIONS)[number];
      children: ReadonlyMap<string, Node>;
    };

/**
 * Policies by their scope: split by resource, principal and action until few are left, so that a request meets only
 * those that can apply to it, and their few neighbours.
 */
export class PolicyIndex {
  /** Takes its time in small pieces: calls go on meanwhile. */
  static async create(options: {
    policies: readonly CompiledPolicy[];
    outcomes: Outcomes;
  }): Promise<PolicyIndex> {
    const index = new PolicyIndex(options.outcomes);
    try {
      index.#root = await index.#build(options.policies, 0);
    } catch (error) {
      index.release();
      throw error;
    }
    return index;
  }

  readonly #outcomes: Outcomes;
  readonly #groups = new Map<string, BodyGroup>();
  #root: Node | undefined;
  #isReleased = false;
  #turn = performance.now();

  private constructor(outcomes: Outcomes) {
    this.#outcomes = outcomes;
  }

  evaluate(request: CedarRequest): Findings {
    // Without its leaves it would forbid nothing.
    if (this.#isReleased) {
      throw new Error('These policies are not in force any more');
    }
    const asked: Asked = {
      request,
      outcomes: this.#outcomes,
      keys: new Map(),
      permits: [],
      forbids: [],
      errors: [],
      open: [],
    };
    const visit = (node: Node) => {
      if (node.kind === 'leaf') {
        node.leaf.evaluate(asked);
        return;
      }
      const { dimension, children } = node;
      for (const key of new Set(requestKeys(request, dimension))) {
        const child = children.get(key);
        if (child) visit(child);
      }
    };
    if (this.#root) visit(this.#root);
    return asked;
  }

  release() {
    this.#isReleased = true;
    this.#root = undefined;
    this.#groups.forEach(group => group.release());
  }

  async #build(
    policies: readonly CompiledPolicy[],
    depth: number,
  ): Promise<Node | undefined> {
    if (policies.length === 0) return undefined;
    const dimension = DIMENSIONS[depth];
    if (policies.length <= FEW || dimension === undefined) {
      if (performance.now() - this.#turn > TURN_MS) {
        await nextTurn();
        this.#turn = performance.now();
      }
      return { kind: 'leaf', leaf: this.#leafOf(policies) };
    }
    const byKey = new Map<string, CompiledPolicy[]>();
    for (const policy of policies) {
      for (const key of policyKeys(policy, dimension)) {
        const same = byKey.get(key);
        if (same) same.push(policy);
        else byKey.set(key, [policy]);
      }
    }
    const children = new Map<string, Node>();
    for (const [key, same] of byKey) {
      const child = await this.#build(same, depth + 1);
      if (child) children.set(key, child);
    }
    return { kind: 'split', dimension, children };
  }

  /** Conditions that depend on arguments are apart: the others are the same again and again. */
  #leafOf(policies: readonly CompiledPolicy[]): PolicyLeaf {
    const bodies = new Set(policies.flatMap(({ body }) => body ?? []));
    const groups = new Map<PolicyBody, BodyGroup>();
    for (const ofArguments of [true, false]) {
      const alike = [...bodies].filter(
        ({ reads }) => reads.arguments === ofArguments,
      );
      for (let at = 0; at < alike.length; at += MANY) {
        const some = alike.slice(at, at + MANY);
        const group = this.#groupOf(some);
        some.forEach(body => groups.set(body, group));
      }
    }
    return PolicyLeaf.create({
      policies,
      groupOf: body => {
        const group = groups.get(body);
        if (!group) throw new Error('A policy is in no group');
        return group;
      },
    });
  }

  #groupOf(bodies: readonly PolicyBody[]): BodyGroup {
    const key = bodies.map(({ name }) => name).join();
    let group = this.#groups.get(key);
    if (!group) {
      group = BodyGroup.create(bodies);
      this.#groups.set(key, group);
    }
    return group;
  }
}
