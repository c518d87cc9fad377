import {
  type PolicyJson,
  preparsePolicySet,
} from '@cedar-policy/cedar-wasm/nodejs';

/** Names that are free again. The engine keeps what was prepared under a name until something else is. */
const free: string[] = [];
let used = 0;

/** Policies that the engine has parsed and keeps. */
export class PreparedSet {
  static create(policies: Readonly<Record<string, PolicyJson>>) {
    return new PreparedSet(policies);
  }

  #name: string | undefined;

  private constructor(policies: Readonly<Record<string, PolicyJson>>) {
    const name = free.pop() ?? `set-${used++}`;
    const answer = preparsePolicySet(name, { staticPolicies: { ...policies } });
    if (answer.type === 'failure') {
      free.push(name);
      throw new Error(answer.errors.map(({ message }) => message).join('; '));
    }
    this.#name = name;
  }

  get name(): string {
    if (this.#name === undefined) {
      throw new Error('These policies are not in force any more');
    }
    return this.#name;
  }

  /** Gives the engine's memory back. */
  release(): void {
    if (this.#name === undefined) return;
    preparsePolicySet(this.#name, { staticPolicies: {} });
    free.push(this.#name);
    this.#name = undefined;
  }
}
