import {
  conceal,
  decide,
  holdsGrant,
  type Decision,
  type DecisionInput,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import type { PoliciesInForce } from './policies/CompanyPolicies';
import { policiesOf } from './policies/policiesOf';
import type { Visibility } from '../refusals/Visibility';
import {
  proceed,
  refuse,
  type Call,
  type Stage,
  type StageResult,
} from './types';

interface Options {
  directory: AccessDirectory;
  visibility: Visibility;
  /** The company's own policies. */
  policies: PoliciesInForce;
  clock: () => number;
}

/**
 * May they: the pure evaluator's word. Before a refusal the feed is asked once, so that approved means usable, and who
 * may not know of the server is told what they would be told if it did not exist (D2).
 */
export function authorize(options: Options): Stage {
  return call => {
    // Before the decision: whatever has this number or a lower one is known to it.
    const sequence = options.directory.sequence();
    const evaluator = options.policies();
    const policies = evaluator && policiesOf(call, evaluator);
    if (policies === 'unreadable') return refuse(call, 'message.invalid');
    const decision = decide(inputOf(call, options, policies));
    return decision.effect === 'allow'
      ? proceed(call, { decision, sequence })
      : askAgain(call, options, policies);
  };
}

async function askAgain(
  call: Call,
  options: Options,
  policies: DecisionInput['policies'],
): Promise<StageResult> {
  const { directory, visibility } = options;
  await directory.catchUp();
  const sequence = directory.sequence();
  const document = directory.get(call.serverRef);
  const input = inputOf({ ...call, document }, options, policies);
  const again = decide(input);
  if (again.effect === 'allow') {
    return proceed(call, { document, decision: again, sequence });
  }
  // Asked about what there is and about what there is not: both take as long.
  const mayKnow =
    holdsGrant(document, input.principal, input.now) ||
    (await visibility.mayKnow({
      tokenId: call.token?.tokenId,
      serverRef: call.serverRef,
    }));
  const told = mayKnow || !document ? again : conceal(input, again);
  return refuse(call, told.reason, {
    ...{ document, sequence },
    decision: told,
    ...(told.stop && { refusal: refusalOf(told.stop) }),
  });
}

/** What whoever stopped it says to callers. */
function refusalOf({ id, message }: NonNullable<Decision['stop']>) {
  return {
    ...(message !== undefined && { text: message }),
    data: { stop: id },
  };
}

function inputOf(
  call: Call,
  options: Pick<Options, 'directory' | 'clock'>,
  policies: DecisionInput['policies'],
): DecisionInput {
  const { directory, clock } = options;
  if (!call.principal || !call.permission || !call.action) {
    throw new Error('A call was to be authorized before it was understood');
  }
  return {
    document: call.document,
    principal: call.principal,
    action: call.action,
    feed: directory.state(),
    now: clock(),
    permission: call.permission,
    stops: directory.stops(),
    clients: call.token?.clients,
    ...(policies && { policies }),
  };
}
