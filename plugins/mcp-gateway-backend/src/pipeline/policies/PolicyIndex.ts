import { setImmediate as nextTurn } from 'timers/promises';
import { type LeafMemory, PolicyLeaf } from './PolicyLeaf';
import { DIMENSIONS, policyKeys, requestKeys } from './scopeKeys';
import type { CedarRequest, CompiledPolicy, Findings } from './types';

/** So few policies are evaluated together whatever their scope: one more costs the engine less than one more question. */
const FEW = 32;
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
    memory: LeafMemory;
  }): Promise<PolicyIndex> {
    const index = new PolicyIndex(options.memory);
    try {
      index.#root = await index.#build(options.policies, 0);
    } catch (error) {
      index.release();
      throw error;
    }
    return index;
  }

  readonly #memory: LeafMemory;
  readonly #leaves: PolicyLeaf[] = [];
  #root: Node | undefined;
  #isReleased = false;
  #turn = performance.now();

  private constructor(memory: LeafMemory) {
    this.#memory = memory;
  }

  evaluate(request: CedarRequest): Findings {
    // Without its leaves it would forbid nothing.
    if (this.#isReleased) {
      throw new Error('These policies are not in force any more');
    }
    const permits: string[] = [];
    const forbids: string[] = [];
    const errors: Findings['errors'][number][] = [];
    const visit = (node: Node) => {
      if (node.kind === 'leaf') {
        const said = node.leaf.evaluate(request);
        permits.push(...said.permits);
        forbids.push(...said.forbids);
        errors.push(...said.errors);
        return;
      }
      const { dimension, children } = node;
      for (const key of new Set(requestKeys(request, dimension))) {
        const child = children.get(key);
        if (child) visit(child);
      }
    };
    if (this.#root) visit(this.#root);
    return { permits, forbids, errors };
  }

  release() {
    this.#isReleased = true;
    this.#root = undefined;
    this.#leaves.forEach(leaf => leaf.release());
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
      const leaf = PolicyLeaf.create(policies, this.#memory);
      this.#leaves.push(leaf);
      return { kind: 'leaf', leaf };
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
}
