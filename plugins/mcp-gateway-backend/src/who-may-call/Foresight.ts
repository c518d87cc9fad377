import {
  type AccessDocument,
  type AccessGrant,
  type CallAction,
  coversAction,
  decide,
  type GatewaySchemas,
  type PolicyVerdict,
  type TraceEntry,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import type { PoliciesInForce } from '../pipeline/policies/CompanyPolicies';
import { listenTo } from './listenTo';
import type { FoundPrincipal } from './types';

/** The most that an answer names: nobody reads more, and a page has many. */
const MAX_NAMED = 20;
const NOTHING = { dependsOnArguments: false, grantIds: [], policyIds: [] };

/** What would be decided, and how. */
export interface ForeseenDecision {
  readonly said: GatewaySchemas['Foreseen'];
  readonly trace: readonly TraceEntry[];
}

/**
 * Says what would be decided about a call: by `decide()`, as calls are, over the same documents and policies. Only the
 * arguments are not known.
 */
export class Foresight {
  static create(options: {
    directory: Pick<AccessDirectory, 'status' | 'stops'>;
    policies: PoliciesInForce;
    clock: () => number;
  }): Foresight {
    return new Foresight(options);
  }

  readonly #options: Parameters<typeof Foresight.create>[0];

  private constructor(options: Parameters<typeof Foresight.create>[0]) {
    this.#options = options;
  }

  get policyVersion(): string | undefined {
    return this.#options.policies()?.version;
  }

  foresee(question: {
    document: AccessDocument;
    found: FoundPrincipal;
    /** The grants of theirs that hold now. */
    held: readonly AccessGrant[];
    action: CallAction;
  }): ForeseenDecision {
    const { document, found, held, action } = question;
    const { principal, permission, refusal } = found;
    if (refusal) {
      const said = { effect: 'deny', reason: refusal, ...NOTHING } as const;
      return { said, trace: [] };
    }
    const { directory, policies, clock } = this.#options;
    const verdicts: PolicyVerdict[] = [];
    // Asked each time: a set of policies that was given up refuses.
    const evaluator = policies();
    const { effect, reason, trace, grantId } = decide({
      document,
      principal,
      permission,
      action,
      feed: directory.status().state,
      now: clock(),
      stops: directory.stops(),
      ...(evaluator && {
        policies: {
          evaluator: listenTo(evaluator, verdict => verdicts.push(verdict)),
          arguments: 'unknown',
        },
      }),
    });
    const isAllowed = effect === 'allow';
    const covering = held.filter(grant => coversAction(grant, action));
    return {
      trace,
      said: {
        effect,
        reason,
        dependsOnArguments:
          isAllowed && verdicts.some(({ open }) => open && open.length > 0),
        // The one that a call would be recorded with, then those that would do as well.
        grantIds: isAllowed
          ? some([grantId ?? [], covering.map(({ id }) => id)].flat())
          : [],
        policyIds: some(verdicts.flatMap(({ policyIds }) => policyIds)),
      },
    };
  }
}

function some(ids: readonly string[]): string[] {
  return [...new Set(ids)].slice(0, MAX_NAMED);
}
