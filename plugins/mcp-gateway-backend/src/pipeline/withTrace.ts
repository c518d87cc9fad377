import type { TraceEntry } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from './types';

/** What guards said stands behind what was decided, whichever decision it is. */
export function withTrace(call: Call, said: readonly TraceEntry[]): Call {
  const { decision } = call;
  return decision
    ? {
        ...call,
        decision: { ...decision, trace: [...decision.trace, ...said] },
      }
    : call;
}
