import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from '../pipeline/types';
import type { Explanation } from './explain';
import { opensUrls } from './opensUrls';

/**
 * Begins the state of a request that the gateway, not its server, has sent back for more input. It carries no authority:
 * who makes one up gets their request decided like any other, and the plain error where it is refused.
 */
export const ASK_STATE = 'sallyport.ask:';

/** Which requests may be answered with a request for input (MCP 2026-07-28, SEP-2322). */
const MAY_NEED_INPUT = new Set(['tools/call', 'prompts/get', 'resources/read']);

/** What may stand in the place of a refusal's error: the client opens the request form for the person, who agrees to it. */
export type AskAnswer =
  | { result: object }
  | { error: { code: number; message: string; data: object } };

/**
 * URL elicitation: where the client can open a page for its person, it is asked to open the request form. Modern: the
 * request is sent back for input once, and decided again when it returns. Legacy: the error -32042 (MCP 2025-11-25).
 */
export function askByUrl(
  call: Call,
  reason: DecisionReason,
  explanation: Explanation,
): AskAnswer | undefined {
  const { ask, text, data } = explanation;
  const { message } = call;
  if (
    !ask ||
    !message ||
    !opensUrls(call) ||
    !MAY_NEED_INPUT.has(message.method)
  ) {
    return undefined;
  }
  const elicitation = { mode: 'url', message: text, url: ask };
  switch (message.era) {
    case 'modern':
      return message.hasInput
        ? undefined
        : {
            result: {
              resultType: 'input_required',
              inputRequests: {
                access: { method: 'elicitation/create', params: elicitation },
              },
              requestState: `${ASK_STATE}${call.requestId}`,
              _meta: { 'sallyport/refusal': { ...data, reason } },
            },
          };
    case 'legacy':
      return {
        error: {
          code: -32042,
          message: text,
          data: {
            ...data,
            elicitations: [{ ...elicitation, elicitationId: call.requestId }],
          },
        },
      };
    default:
      return message.era satisfies never;
  }
}
