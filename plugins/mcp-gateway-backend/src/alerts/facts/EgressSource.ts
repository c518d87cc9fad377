import { profileEgress } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import type { AccessDirectory } from '../../access/types';
import type { FactPage, FactSource } from './FactSource';
import { documentsById } from './documentsById';

const PAGE = 500;

/** Reads where runtimes connected to, or wanted to. */
export class EgressSource implements FactSource {
  static create(options: {
    database: Knex;
    directory: Pick<AccessDirectory, 'get' | 'refs'>;
  }) {
    return new EgressSource(options);
  }

  readonly id = 'egress';
  readonly #options: Parameters<typeof EgressSource.create>[0];

  private constructor(options: Parameters<typeof EgressSource.create>[0]) {
    this.#options = options;
  }

  begin(): string {
    return '0';
  }

  async read(position: string): Promise<FactPage> {
    const { database, directory } = this.#options;
    const rows: {
      id: number;
      at: number | string;
      server_id: string;
      host: string;
      port: number;
      allowed: boolean | number;
    }[] = await database('runtime_egress')
      .where('id', '>', Number(position))
      .orderBy('id')
      .limit(PAGE);
    const documents = documentsById(directory);
    const facts = rows.flatMap(row => {
      const document = documents.get(row.server_id);
      if (!document) return [];
      const { upstream } = document.approvedRevision ?? {};
      const named =
        upstream?.type === 'hosted'
          ? profileEgress(upstream.hosted.profile).destinations
          : [];
      return [
        {
          kind: 'egress' as const,
          ...{ at: Number(row.at), serverRef: document.serverRef },
          ...{ host: row.host, port: row.port },
          isAllowed: Boolean(row.allowed),
          isNamed: named.some(({ host }) => host === row.host.toLowerCase()),
        },
      ];
    });
    return {
      facts,
      position: String(rows.at(-1)?.id ?? position),
      isFull: rows.length === PAGE,
    };
  }
}
