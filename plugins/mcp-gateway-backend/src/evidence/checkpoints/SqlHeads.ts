import {
  type AuditGap,
  auditGapSchema,
  type AuditHead,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import type { ReadHeads } from './types';

/** The heads as the audit store keeps them, in `audit_writers` and `audit_gaps`. */
export class SqlHeads implements ReadHeads {
  static create(options: { database: Knex }): SqlHeads {
    return new SqlHeads(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  async heads(): Promise<AuditHead[]> {
    if (!(await this.#database.schema.hasTable('audit_writers'))) return [];
    const rows: { writer: string; seq: number | string; hash: string }[] =
      await this.#database('audit_writers')
        .where('seq', '>', 0)
        .orderBy('writer')
        .select('writer', 'seq', 'hash');
    return rows.map(({ writer, seq, hash }) => ({
      ...{ writer, seq: Number(seq), hash },
    }));
  }

  async gaps(): Promise<AuditGap[]> {
    if (!(await this.#database.schema.hasTable('audit_gaps'))) return [];
    const rows = await this.#database('audit_gaps as gaps')
      .leftJoin('audit_sealed_gaps as sealed', join =>
        join
          .on('sealed.writer', 'gaps.writer')
          .andOn('sealed.from_seq', 'gaps.from_seq'),
      )
      .whereNull('sealed.writer')
      .orderBy(['gaps.writer', 'gaps.from_seq'])
      .select('gaps.*');
    return rows.map(row =>
      auditGapSchema.parse({
        ...{ writer: row.writer, prev: row.prev, last: row.last },
        ...{ from: Number(row.from_seq), to: Number(row.to_seq) },
        ...{ at: row.at, reason: row.reason },
      }),
    );
  }
}
