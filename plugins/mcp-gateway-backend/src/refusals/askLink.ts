import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from '../pipeline/types';

/** The portal's request form, filled in with what was refused; `undefined` where asking would not help. */
export function askLink(
  call: Call,
  reason: DecisionReason,
  portalUrl: string | undefined,
): string | undefined {
  if (!reason.startsWith('grant.') || !portalUrl) return undefined;
  const url = new URL(`${portalUrl.replace(/\/$/, '')}/ai-tools/request`);
  url.searchParams.set('server', call.serverRef);
  if (call.message?.tool) url.searchParams.set('tool', call.message.tool);
  return url.toString();
}
