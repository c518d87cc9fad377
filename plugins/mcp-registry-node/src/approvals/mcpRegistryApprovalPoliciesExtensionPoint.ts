import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { ApprovalPolicyInput } from '@sallyport/backstage-plugin-mcp-registry-common';

/**
 * Takes approval policies from code.
 *
 * @public
 */
export interface McpRegistryApprovalPoliciesExtensionPoint {
  /**
   * Adds a policy to those of the configuration. It is read as they are: one that is not valid, or whose id is there already, keeps the
   * registry from starting. Its version is the digest of what it says.
   */
  addPolicy(policy: ApprovalPolicyInput): void;
}

/**
 * Where modules of the registry add approval policies.
 *
 * @public
 */
export const mcpRegistryApprovalPoliciesExtensionPoint =
  createExtensionPoint<McpRegistryApprovalPoliciesExtensionPoint>({
    id: 'mcp-registry.approval-policies',
  });
