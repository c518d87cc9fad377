import { InputError } from '@backstage/errors';
import { canonicalDigest } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  type ApprovalPolicy,
  approvalPolicySchema,
  type ApprovalPolicyVersion,
} from './approvalPolicySchema';
import { findPolicyProblem } from './findPolicyProblem';

/** The ids of what the registry demands by itself. */
export const BUILT_IN_POLICY = 'sallyport';

/**
 * Reads a policy that somebody wrote, and names its version.
 *
 * @throws InputError that says what is wrong and where.
 */
export async function readApprovalPolicy(
  written: unknown,
  where: string,
): Promise<ApprovalPolicyVersion> {
  const parsed = approvalPolicySchema.safeParse(written);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `The approval policy at ${where} is not valid: ${[...issue.path].join(
        '.',
      )}: ${issue.message}`,
    );
  }
  const problem =
    parsed.data.id === BUILT_IN_POLICY
      ? `id: “${BUILT_IN_POLICY}” is what the registry demands by itself`
      : findPolicyProblem(parsed.data);
  if (problem !== undefined) {
    throw new InputError(
      `The approval policy at ${where} is not valid: ${problem}`,
    );
  }
  return { ...parsed.data, digest: await versionOf(parsed.data) };
}

/** The order of what is written in one place plays a part, the order of keys does not. */
async function versionOf(policy: ApprovalPolicy): Promise<string> {
  return await canonicalDigest(JSON.parse(JSON.stringify(policy)));
}
