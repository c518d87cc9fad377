import type {
  ConsentReason,
  ConsentSide,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson } from '../database/readJson';

/** A side that has to agree to a revision, and who did. */
export interface ConsentRecord {
  side: ConsentSide;
  /** Whose members agree for the previous owner. */
  owner?: string;
  reasons: ConsentReason[];
  given?: { by: string; at: string };
}

interface ConsentRow {
  digest: string;
  side: ConsentSide;
  owner: string | null;
  reasons: string;
  given_by: string | null;
  given_at: string | null;
}

/** The sides that have to agree to revisions; none where the review team decides alone. */
export async function findConsents(
  knex: Knex,
  digests: string[],
): Promise<Map<string, ConsentRecord[]>> {
  const rows: ConsentRow[] = await knex('revision_consents')
    .whereIn('digest', digests)
    .orderBy(['digest', 'side']);
  const found = new Map<string, ConsentRecord[]>();
  for (const row of rows) {
    const consents = found.get(row.digest) ?? [];
    consents.push(toConsentRecord(row));
    found.set(row.digest, consents);
  }
  return found;
}

/** Writes which sides have to agree, in place of what was written before. */
export async function replaceConsents(
  tx: Knex,
  options: { digest: string; consents: ConsentRecord[] },
): Promise<void> {
  const { digest, consents } = options;
  await tx('revision_consents').where({ digest }).delete();
  if (consents.length > 0) {
    await tx('revision_consents').insert(
      consents.map(({ side, owner, reasons, given }) => ({
        digest,
        side,
        owner: owner ?? null,
        reasons: JSON.stringify(reasons),
        given_by: given?.by ?? null,
        given_at: given?.at ?? null,
      })),
    );
  }
}

function toConsentRecord(row: ConsentRow): ConsentRecord {
  return {
    side: row.side,
    owner: row.owner ?? undefined,
    reasons: readJson<ConsentReason[]>(row.reasons),
    given:
      row.given_by !== null && row.given_at !== null
        ? { by: row.given_by, at: row.given_at }
        : undefined,
  };
}
