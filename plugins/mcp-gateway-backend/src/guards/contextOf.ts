import type { GuardContext } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Call } from '../pipeline/types';
import { factsOf } from './factsOf';

/** What guards are told of a call. */
export function contextOf(call: Call, signal: AbortSignal): GuardContext {
  const { document, message, principal, requestId } = call;
  if (!document || !principal) {
    throw new Error(
      'A guard was to be asked about a call that was not decided',
    );
  }
  return {
    server: factsOf(document),
    ...(message && { method: message.method }),
    ...(message?.tool !== undefined && { tool: message.tool }),
    userEntityRef: principal.userEntityRef,
    requestId,
    signal,
  };
}
