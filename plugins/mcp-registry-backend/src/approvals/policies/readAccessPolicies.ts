import type { RootConfigService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import {
  type AccessPolicyVersion,
  readAccessPolicy,
} from '@sallyport/backstage-plugin-mcp-registry-common';

const KEY = 'mcpRegistry.approvals.accessPolicies';
const MAX_POLICIES = 20;

/**
 * Reads `mcpRegistry.approvals.accessPolicies`.
 *
 * @throws InputError that says which one is not valid and why. A policy that cannot be read is none that may be left out: nothing starts.
 */
export async function readAccessPolicies(
  config: RootConfigService,
  options: {
    /** Ids of the policies about revisions: signatures and the history tell all of them apart by their ids. */
    taken: readonly string[];
    /** Whether people can sign in again; a rule that asks for it would be met by nobody otherwise. */
    hasFreshSignIn: boolean;
  },
): Promise<AccessPolicyVersion[]> {
  const written = config.getOptional(KEY) ?? [];
  const list = Array.isArray(written) ? written : [written];
  const policies = await Promise.all(
    list.map(
      async (policy, index) =>
        await readAccessPolicy(policy, `${KEY}[${index}]`),
    ),
  );
  const ids = [...options.taken, ...policies.map(({ id }) => id)];
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new ConflictError(
      `There are two policies called ${twice}; ids are of all policies under mcpRegistry.approvals`,
    );
  }
  if (policies.length > MAX_POLICIES) {
    throw new ConflictError(
      `There are ${policies.length} access policies; at most ${MAX_POLICIES} are read`,
    );
  }
  for (const { id, rules } of policies) {
    const rule = rules.find(({ freshSignIn }) => freshSignIn);
    if (rule && !options.hasFreshSignIn) {
      throw new InputError(
        `The access policy ${id} is not valid: rules.${rule.id}: freshSignIn: nobody can sign in again, mcpRegistry.freshSignIn is not configured`,
      );
    }
  }
  return policies;
}
