import type { CheckFact } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import type { AccessDirectory } from '../../access/types';
import type { FactPage, FactSource } from './FactSource';

const PAGE = 500;
/** More than all checks of all servers say between two looks; what is beyond comes with the next run of the check. */
const MAX_WAITING = 20_000;

/** Takes what the registry's checks say of what is served, and hands it on once. */
export class CheckSource implements FactSource {
  static create(options: {
    database: Knex;
    directory: Pick<AccessDirectory, 'get'>;
  }) {
    return new CheckSource(options);
  }

  readonly id = 'checks';
  readonly #options: Parameters<typeof CheckSource.create>[0];

  private constructor(options: Parameters<typeof CheckSource.create>[0]) {
    this.#options = options;
  }

  /** Of servers that there are: another name is the registry's mistake or somebody else's word. */
  async take(facts: readonly CheckFact[]): Promise<void> {
    const { database, directory } = this.#options;
    const known = facts.filter(({ serverRef }) => directory.get(serverRef));
    if (known.length === 0) return;
    const waiting = await database('alert_facts').count({ n: '*' }).first();
    if (Number(waiting?.n) >= MAX_WAITING) return;
    await database('alert_facts').insert(
      known.map(fact => ({ fact: JSON.stringify(fact) })),
    );
  }

  begin(): string {
    return '0';
  }

  async read(position: string): Promise<FactPage> {
    const { database } = this.#options;
    const rows: { id: number; fact: string }[] = await database('alert_facts')
      .where('id', '>', Number(position))
      .orderBy('id')
      .limit(PAGE);
    const last = rows.at(-1)?.id;
    return {
      facts: rows.map(({ fact }) => JSON.parse(fact)),
      position: String(last ?? position),
      isFull: rows.length === PAGE,
      async keep(tx) {
        if (last !== undefined) {
          await tx('alert_facts').where('id', '<=', last).delete();
        }
      },
    };
  }
}
