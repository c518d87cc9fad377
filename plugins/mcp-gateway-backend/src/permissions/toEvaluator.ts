import { toError } from '@backstage/errors';
import type {
  AccessDocument,
  PermissionEvaluator,
  PermissionVerdict,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpServerResource } from '@sallyport/backstage-plugin-mcp-registry-node';
import { readDecision } from './readDecision';

/**
 * Makes a kept decision ready for calls: its conditions are read once, and evaluated against each server's access document
 * as it is at the moment of the call. What cannot be read refuses.
 */
export function toEvaluator(kept: {
  /** JSON. */
  decision: string;
  /** Milliseconds since the epoch. */
  askedAt: number;
}): PermissionEvaluator {
  const asked = `asked ${new Date(kept.askedAt).toISOString()}`;
  try {
    return evaluatorOf(readDecision(kept.decision), asked);
  } catch (error) {
    const said = `${toError(error).message}; ${asked}`;
    return always({ effect: 'deny', error: said });
  }
}

/** Verdicts are made once, not on each call. */
function evaluatorOf(
  decision: ReturnType<typeof readDecision>,
  asked: string,
): PermissionEvaluator {
  switch (decision.kind) {
    case 'allow':
      return always({ effect: 'allow', detail: `allowed; ${asked}` });
    case 'deny': {
      const why = decision.isTooLong ? ': longer than the gateway keeps' : '';
      return always({ effect: 'deny', detail: `denied${why}; ${asked}` });
    }
    case 'conditions': {
      const { fits, rules } = decision;
      const verdict = (
        effect: 'allow' | 'deny',
        said: string,
      ): PermissionVerdict => ({
        effect,
        detail: `${rules.join(', ')}: ${said}; ${asked}`,
      });
      const met = verdict('allow', 'met');
      const unmet = verdict('deny', 'not met');
      return {
        evaluate: document => (fits(resourceOf(document)) ? met : unmet),
      };
    }
    default:
      return decision satisfies never;
  }
}

function always(verdict: PermissionVerdict): PermissionEvaluator {
  return { evaluate: () => verdict };
}

/** What rules see of a server, and nothing else of its document. */
function resourceOf(document: AccessDocument): McpServerResource {
  const { serverRef, owner, status, riskTier, dataClassification } = document;
  return { serverRef, owner, status, riskTier, dataClassification };
}
