import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_PEOPLE = 200;
const MAX_USES = 2_000;

// As the partial indexes of `calls` say it, or those are not used.
const TOOL_USES = `c.decision = 'allow' AND c.grant_id IS NOT NULL AND c.tool IS NOT NULL AND c.user_ref IS NOT NULL
  AND c.grant_id = :grantId`;
const OTHER_USES = `c.decision = 'allow' AND c.grant_id IS NOT NULL AND c.tool IS NULL
  AND c.method IN ('resources/read', 'resources/subscribe', 'prompts/get', 'completion/complete')
  AND c.grant_id = :grantId`;

/**
 * From one person to the next, and from one tool of theirs to the next: every step is one look into the index, however many
 * calls lie between.
 */
const USES = `
WITH RECURSIVE people(person, nth) AS (
  SELECT (SELECT MIN(c.user_ref) FROM calls c WHERE ${TOOL_USES}), 1
  UNION ALL
  SELECT (SELECT MIN(c.user_ref) FROM calls c WHERE ${TOOL_USES} AND c.user_ref > people.person), people.nth + 1
  FROM people WHERE people.person IS NOT NULL AND people.nth <= ${MAX_PEOPLE}
), uses(person, tool, nth) AS (
  SELECT people.person,
    (SELECT MIN(c.tool) FROM calls c WHERE ${TOOL_USES} AND c.user_ref = people.person), 1
  FROM people WHERE people.person IS NOT NULL
  UNION ALL
  SELECT uses.person,
    (SELECT MIN(c.tool) FROM calls c WHERE ${TOOL_USES} AND c.user_ref = uses.person AND c.tool > uses.tool), uses.nth + 1
  FROM uses WHERE uses.tool IS NOT NULL AND uses.nth <= ${MAX_USES}
)
SELECT uses.person AS person, uses.tool AS tool,
  (SELECT MAX(c.at) FROM calls c WHERE ${TOOL_USES} AND c.user_ref = uses.person AND c.tool = uses.tool) AS at
FROM uses WHERE uses.tool IS NOT NULL LIMIT ${MAX_USES + 1}`;

/** Tells the registry what was used of grants, by whom and when last. */
export class GrantUseDesk {
  static create(options: {
    database: Knex;
    retentionDays: number;
    now?: () => Date;
  }): GrantUseDesk {
    return new GrantUseDesk(options);
  }

  readonly #options: Parameters<typeof GrantUseDesk.create>[0];

  private constructor(options: Parameters<typeof GrantUseDesk.create>[0]) {
    this.#options = options;
  }

  async read(
    grantIds: readonly string[],
  ): Promise<GatewaySchemas['GrantUses']> {
    const items: GatewaySchemas['GrantUses']['items'] = [];
    for (const grantId of new Set(grantIds)) {
      items.push(await this.#one(grantId));
    }
    return { knownSince: await this.#knownSince(), items };
  }

  async #one(
    grantId: string,
  ): Promise<GatewaySchemas['GrantUses']['items'][number]> {
    const uses = await this.#rows<{ person: string; tool: string; at: string }>(
      USES,
      grantId,
    );
    const [other] = await this.#rows<{ at: string | null }>(
      `SELECT MAX(c.at) AS at FROM calls c WHERE ${OTHER_USES}`,
      grantId,
    );
    const people = new Set(uses.map(({ person }) => person));
    return {
      grantId,
      uses: uses
        .slice(0, MAX_USES)
        .map(({ person, tool, at }) => ({ person, tool, lastUsedAt: at }))
        .sort((a, b) => compare(a.person, b.person) || compare(a.tool, b.tool)),
      isCut: uses.length > MAX_USES || people.size > MAX_PEOPLE,
      ...(other?.at && { otherUsedAt: other.at }),
    };
  }

  /** Later where calls were cleaned up since. */
  async #knownSince(): Promise<string> {
    const { database, retentionDays, now } = this.#options;
    const row = await database('calls_remembered').where({ id: 1 }).first();
    const moment = now?.() ?? new Date();
    const kept = new Date(
      moment.getTime() - retentionDays * DAY_MS,
    ).toISOString();
    // Without the row nobody knows: then nothing before now is.
    const since: string = row?.since ?? moment.toISOString();
    return since > kept ? since : kept;
  }

  async #rows<T>(sql: string, grantId: string): Promise<T[]> {
    const answer: unknown = await this.#options.database.raw(sql, { grantId });
    return Array.isArray(answer) ? answer : (answer as { rows: T[] }).rows;
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
