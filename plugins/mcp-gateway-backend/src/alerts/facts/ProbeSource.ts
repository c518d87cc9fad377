import type { Knex } from 'knex';
import type { AccessDirectory } from '../../access/types';
import type { FactPage, FactSource } from './FactSource';
import { documentsById } from './documentsById';

const PAGE = 500;

/** Reads whether servers answered when the gateway itself asked for their tools. */
export class ProbeSource implements FactSource {
  static create(options: {
    database: Knex;
    directory: Pick<AccessDirectory, 'get' | 'refs'>;
  }) {
    return new ProbeSource(options);
  }

  readonly id = 'probes';
  readonly #options: Parameters<typeof ProbeSource.create>[0];

  private constructor(options: Parameters<typeof ProbeSource.create>[0]) {
    this.#options = options;
  }

  begin(now: number): string {
    return new Date(now).toISOString();
  }

  async read(position: string): Promise<FactPage> {
    const { database, directory } = this.#options;
    const rows: {
      server_id: string;
      compared_at: string;
      error: string | null;
    }[] = await database('tool_comparisons')
      .where('compared_at', '>', position)
      .orderBy('compared_at')
      .limit(PAGE);
    const documents = documentsById(directory);
    return {
      facts: rows.flatMap(row => {
        const document = documents.get(row.server_id);
        return document
          ? [
              {
                kind: 'probe' as const,
                at: Date.parse(row.compared_at),
                serverRef: document.serverRef,
                isReached: row.error === null,
              },
            ]
          : [];
      }),
      position: rows.at(-1)?.compared_at ?? position,
      isFull: rows.length === PAGE,
    };
  }
}
