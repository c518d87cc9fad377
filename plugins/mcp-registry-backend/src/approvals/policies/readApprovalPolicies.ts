import type { RootConfigService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  type ApprovalPolicyInput,
  type ApprovalPolicyVersion,
  readApprovalPolicy,
} from '@sallyport/backstage-plugin-mcp-registry-common';

const KEY = 'mcpRegistry.approvals.policies';
const MAX_POLICIES = 20;

/**
 * Reads `mcpRegistry.approvals.policies`, and those that modules bring.
 *
 * @throws InputError that says which one is not valid and why. A policy that cannot be read is none that may be left out: nothing starts.
 */
export async function readApprovalPolicies(
  config: RootConfigService,
  fromCode: readonly ApprovalPolicyInput[],
): Promise<ApprovalPolicyVersion[]> {
  const written = config.getOptional(KEY) ?? [];
  const list = Array.isArray(written) ? written : [written];
  const policies = [
    ...(await Promise.all(
      list.map(
        async (policy, index) =>
          await readApprovalPolicy(policy, `${KEY}[${index}]`),
      ),
    )),
    ...(await Promise.all(
      fromCode.map(
        async policy =>
          await readApprovalPolicy(policy, `“${policy.id}” of a module`),
      ),
    )),
  ];
  const ids = policies.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new ConflictError(`There are two approval policies called ${twice}`);
  }
  if (policies.length > MAX_POLICIES) {
    throw new ConflictError(
      `There are ${policies.length} approval policies; at most ${MAX_POLICIES} are read`,
    );
  }
  return policies;
}
