import type {
  PermissionEvaluator,
  PermissionVerdict,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Callers of whom the portal's policy said nothing, and why: grants and policies decide about them. */
export const NOT_ASKED = {
  off: skip('permission.enabled is not true'),
  agent: skip('an agent under its own name is no person of the portal'),
  unknown: skip('the portal has not been asked about this person yet'),
} as const satisfies Record<string, PermissionEvaluator>;

function skip(detail: string): PermissionEvaluator {
  const verdict: PermissionVerdict = { effect: 'skip', detail };
  return { evaluate: () => verdict };
}
