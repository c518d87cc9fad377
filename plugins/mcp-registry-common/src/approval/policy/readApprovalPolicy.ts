import {
  approvalPolicySchema,
  type ApprovalPolicyVersion,
} from './approvalPolicySchema';
import { findPolicyProblem } from './findPolicyProblem';
import { readPolicyBy } from './readPolicyBy';

/**
 * Reads a policy that somebody wrote, and names its version.
 *
 * @throws InputError that says what is wrong and where.
 */
export async function readApprovalPolicy(
  written: unknown,
  where: string,
): Promise<ApprovalPolicyVersion> {
  return await readPolicyBy(written, {
    schema: approvalPolicySchema,
    findProblem: findPolicyProblem,
    name: `The approval policy at ${where}`,
  });
}
