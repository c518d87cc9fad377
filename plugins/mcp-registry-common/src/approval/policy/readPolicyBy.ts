import { InputError } from '@backstage/errors';
import { canonicalDigest } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { z } from 'zod';

/** The id of what the registry demands by itself. */
export const BUILT_IN_POLICY = 'sallyport';

/**
 * Reads a policy of one kind that somebody wrote, and names its version: the digest over everything that it says.
 *
 * @throws InputError that says what is wrong and where.
 */
export async function readPolicyBy<Policy extends { id: string }>(
  written: unknown,
  options: {
    schema: z.ZodType<Policy>;
    /** What of it makes no sense, although it has the form. */
    findProblem(policy: Policy): string | undefined;
    /** What it is called in errors, with where it stands. */
    name: string;
  },
): Promise<Policy & { readonly digest: string }> {
  const { schema, findProblem, name } = options;
  const parsed = schema.safeParse(written);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `${name} is not valid: ${[...issue.path].join('.')}: ${issue.message}`,
    );
  }
  const policy = parsed.data;
  const problem =
    policy.id === BUILT_IN_POLICY
      ? `id: “${BUILT_IN_POLICY}” is what the registry demands by itself`
      : findProblem(policy);
  if (problem !== undefined) {
    throw new InputError(`${name} is not valid: ${problem}`);
  }
  return { ...policy, digest: await versionOf(policy) };
}

/** The order of what is written in one place plays a part, the order of keys does not. */
async function versionOf(policy: object): Promise<string> {
  return await canonicalDigest(JSON.parse(JSON.stringify(policy)));
}
