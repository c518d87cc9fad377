import type { Knex } from 'knex';

const TABLE = 'exception_uses';

/** An accepted finding that a version was approved on. */
export interface ExceptionUse {
  findingId: string;
  checkId: string;
}

/** Notes on which accepted findings a version is approved, in place of what was noted at an earlier decision. */
export async function replaceUses(
  tx: Knex,
  options: { digest: string; uses: readonly ExceptionUse[] },
): Promise<void> {
  const { digest, uses } = options;
  await tx(TABLE).where({ digest }).delete();
  if (uses.length === 0) return;
  await tx(TABLE).insert(
    uses.map(({ findingId, checkId }) => ({
      digest,
      finding_id: findingId,
      check_id: checkId,
    })),
  );
}

/** The accepted findings that a version was approved on. */
export async function findUses(
  knex: Knex,
  digest: string,
): Promise<ExceptionUse[]> {
  const rows: { finding_id: string; check_id: string }[] = await knex(TABLE)
    .where({ digest })
    .orderBy('finding_id');
  return rows.map(row => ({
    findingId: row.finding_id,
    checkId: row.check_id,
  }));
}

/** What is not found any more needs no exception. */
export async function dropUse(
  tx: Knex,
  options: { digest: string; findingId: string },
): Promise<boolean> {
  const count: number = await tx(TABLE)
    .where({ digest: options.digest, finding_id: options.findingId })
    .delete();
  return count > 0;
}

/** Versions in force that were approved on accepted findings. */
export async function servedUses(
  knex: Knex,
): Promise<{ serverId: string; digest: string }[]> {
  return await knex(TABLE)
    .join('servers', 'servers.approved_digest', `${TABLE}.digest`)
    .distinct<{ serverId: string; digest: string }[]>({
      serverId: 'servers.id',
      digest: `${TABLE}.digest`,
    })
    .orderBy('servers.id');
}
