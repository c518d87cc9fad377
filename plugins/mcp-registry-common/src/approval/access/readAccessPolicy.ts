import { readPolicyBy } from '../policy/readPolicyBy';
import {
  accessPolicySchema,
  type AccessPolicyVersion,
} from './accessPolicySchema';
import { findAccessPolicyProblem } from './findAccessPolicyProblem';

/**
 * Reads a policy about requests for access, and names its version.
 *
 * @throws InputError that says what is wrong and where.
 */
export async function readAccessPolicy(
  written: unknown,
  where: string,
): Promise<AccessPolicyVersion> {
  return await readPolicyBy(written, {
    schema: accessPolicySchema,
    findProblem: findAccessPolicyProblem,
    name: `The access policy at ${where}`,
  });
}
