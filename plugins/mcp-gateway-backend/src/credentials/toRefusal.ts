import type { CredentialRequest } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from '../pipeline/types';
import type { CredentialAnswer } from './CredentialProviders';

/** Where people see all of their accounts. */
const MY_ACCESS = '/ai-tools/my-access';

/** Why a call that needs a credential is not made, and what its caller is told. */
export function toRefusal(
  answer: Exclude<CredentialAnswer, { kind: 'given' | 'none' }>,
  { principal }: Pick<CredentialRequest, 'principal'>,
): {
  reason: Extract<DecisionReason, `credential.${string}`>;
  refusal: NonNullable<Call['refusal']>;
} {
  switch (answer.kind) {
    case 'needs-sign-in':
      // Nobody can link an account for an agent that acts for nobody: its owner has to choose another credential.
      return principal.actor?.ref === principal.userRef
        ? {
            reason: 'credential.misconfigured',
            refusal: {
              text: 'An agent under its own name has no account of a person.',
            },
          }
        : {
            reason: 'credential.needs-sign-in',
            refusal: {
              text: answer.why,
              connectPath: answer.connectPath ?? MY_ACCESS,
            },
          };
    case 'unavailable':
      return {
        reason: 'credential.unavailable',
        refusal: { retryAfterSeconds: answer.retryAfterSeconds ?? 5 },
      };
    case 'misconfigured':
      return {
        reason: 'credential.misconfigured',
        refusal: { text: answer.text },
      };
    default:
      throw new Error(`No such answer: ${answer satisfies never}`);
  }
}
