import { InputError } from '@backstage/errors';
import type { MembershipResolver } from '../access/types';
import { agentPrincipal } from '../agents/agentPrincipal';
import type { Agents } from '../agents/Agents';
import { NOT_ASKED } from '../permissions/NOT_ASKED';
import type { UseDecisions } from '../permissions/UseDecisions';
import type { FoundPrincipal } from './types';

/** Finds whom a ref means, with the groups that they have in the catalog now: as the gateway takes who calls. */
export class PrincipalFinder {
  static create(options: {
    membership: MembershipResolver;
    /** Absent where agents are off. */
    agents?: Pick<Agents, 'stateOf'>;
    /** What the portal's permissions say of people. */
    decisions: Pick<UseDecisions, 'of'>;
  }): PrincipalFinder {
    return new PrincipalFinder(options);
  }

  readonly #options: Parameters<typeof PrincipalFinder.create>[0];

  private constructor(options: Parameters<typeof PrincipalFinder.create>[0]) {
    this.#options = options;
  }

  /** @param ref - normalised */
  async find(ref: string): Promise<FoundPrincipal> {
    const [kind] = ref.split(':');
    switch (kind) {
      case 'user':
        return await this.#findPerson(ref);
      case 'component':
        return await this.#findAgent(ref);
      default:
        throw new InputError(
          'Ask about a person, such as user:default/dave, or an agent, such as component:default/triage',
        );
    }
  }

  async #findPerson(ref: string): Promise<FoundPrincipal> {
    const { membership, decisions } = this.#options;
    const principal = await membership.resolve(ref);
    const permission = await decisions.of(ref);
    const info = { ref, kind: 'person' as const };
    return principal
      ? { principal, permission, info: { ...info, state: 'active' } }
      : {
          permission,
          // What was given to them by name is still seen; it opens nothing.
          principal: { userEntityRef: ref, ownershipEntityRefs: [ref] },
          info: { ...info, state: 'unknown' },
          refusal: 'unauthenticated.unknown-user',
        };
  }

  async #findAgent(ref: string): Promise<FoundPrincipal> {
    const { agents } = this.#options;
    const principal = agentPrincipal(ref);
    const permission = NOT_ASKED.agent;
    const state = agents
      ? await agents.stateOf(ref)
      : { kind: 'suspended' as const, why: 'Agents are switched off' };
    const info = { ref, kind: 'agent' as const };
    return state.kind === 'active'
      ? { principal, permission, info: { ...info, state: 'active' } }
      : {
          permission,
          principal,
          info: { ...info, state: 'suspended', why: state.why },
          refusal: 'unauthenticated.agent-suspended',
        };
  }
}
