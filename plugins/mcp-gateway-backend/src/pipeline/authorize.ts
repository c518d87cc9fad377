import {
  decide,
  type DecisionInput,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import { proceed, refuse, type Call, type Stage } from './types';

/** May they: the pure evaluator's word. Before a refusal the feed is asked once, so that approved means usable. */
export function authorize(options: {
  directory: AccessDirectory;
  clock: () => number;
}): Stage {
  const { directory, clock } = options;
  return async call => {
    let decision = decide(inputOf(call, directory, clock));
    let document = call.document;
    if (decision.effect === 'deny') {
      await directory.catchUp();
      document = directory.get(call.serverRef);
      decision = decide(inputOf({ ...call, document }, directory, clock));
    }
    return decision.effect === 'allow'
      ? proceed(call, { document, decision })
      : refuse(call, decision.reason, { document, decision });
  };
}

function inputOf(
  call: Call,
  directory: AccessDirectory,
  clock: () => number,
): DecisionInput {
  if (!call.principal || !call.action) {
    throw new Error('A call was to be authorized before it was understood');
  }
  return {
    document: call.document,
    principal: call.principal,
    action: call.action,
    feed: directory.status().state,
    now: clock(),
  };
}
