import type { AuditEvent } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CallTokens } from '../types';

/** So many calls are in one event. */
const MAX_CALLS = 250;

/** Events that say how many tokens calls took that were answered before, many calls in each. Pure. */
export function toTokenEvents(
  counted: readonly (CallTokens & { id: string })[],
  written: () => { id: string; at: string },
): AuditEvent[] {
  const events: AuditEvent[] = [];
  for (let from = 0; from < counted.length; from += MAX_CALLS) {
    const { id, at } = written();
    events.push({
      v: 1,
      audit_id: id,
      type: 'sallyport_call_tokens',
      logged_at: at,
      outcome: 'success',
      component: 'mcp-gateway',
      source: { type: 'local' },
      subjects: { user: 'mcp-gateway' },
      target: { method: '', type: 'audit' },
      sallyport: {
        tokens: counted.slice(from, from + MAX_CALLS).map(toEntry),
      },
    });
  }
  return events;
}

function toEntry(counted: CallTokens & { id: string }) {
  return {
    call: counted.id,
    in: counted.in,
    out: counted.out,
    ...(counted.isEstimated && { estimated: true as const }),
  };
}
