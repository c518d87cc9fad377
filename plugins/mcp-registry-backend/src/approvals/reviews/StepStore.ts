import type { StepState } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';

const TABLE = 'approval_steps';

type Key = Pick<StepState, 'policy' | 'rule' | 'index'>;

/**
 * Notes that a step is done. Of all replicas one does it.
 *
 * @returns false where it was done before.
 */
export async function takeStep(
  tx: Knex,
  options: { digest: string; submittedAt: string; step: Key; at: string },
): Promise<boolean> {
  const { digest, submittedAt, step, at } = options;
  const key = {
    digest,
    submitted_at: submittedAt,
    policy: step.policy,
    rule: step.rule,
    step: step.index,
  };
  if (await tx(TABLE).where(key).first()) return false;
  await tx(TABLE).insert({ ...key, done_at: at });
  return true;
}

/** The steps of a submission that are done, as {@link stepName} has them. */
export async function stepsDone(
  knex: Knex,
  options: { digest: string; submittedAt: string },
): Promise<Set<string>> {
  const rows: { policy: string; rule: string; step: number }[] = await knex(
    TABLE,
  ).where({ digest: options.digest, submitted_at: options.submittedAt });
  return new Set(
    rows.map(({ policy, rule, step }) =>
      stepName({ policy, rule, index: step }),
    ),
  );
}

/** Names a step among those of a submission. */
export function stepName({ policy, rule, index }: Key): string {
  return `${policy}/${rule}/${index}`;
}
