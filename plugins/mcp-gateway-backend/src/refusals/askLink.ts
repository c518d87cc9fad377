import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from '../pipeline/types';

/**
 * The portal's page that helps: the request form, filled in with what was refused, where an account is linked, or where
 * a call is confirmed. `undefined` where none would.
 */
export function askLink(
  call: Call,
  reason: DecisionReason,
  portalUrl: string | undefined,
): string | undefined {
  if (!portalUrl) return undefined;
  const portal = portalUrl.replace(/\/$/, '');
  if (
    reason === 'credential.needs-sign-in' ||
    reason === 'guard.needs-approval'
  ) {
    const path = call.refusal?.connectPath;
    return path && `${portal}${path}`;
  }
  if (!reason.startsWith('grant.')) return undefined;
  const url = new URL(`${portal}/ai-tools/request`);
  url.searchParams.set('server', call.serverRef);
  if (call.message?.tool) url.searchParams.set('tool', call.message.tool);
  return url.toString();
}
