import type {
  AccessDocument,
  PermissionEvaluator,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Whether the portal's permissions would let calls at a server pass: what cannot be evaluated would not. */
export function permits(
  permission: PermissionEvaluator,
  document: AccessDocument,
): boolean {
  const { effect, error } = permission.evaluate(document);
  return effect !== 'deny' && error === undefined;
}
