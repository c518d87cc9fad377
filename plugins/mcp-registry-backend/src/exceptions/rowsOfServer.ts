import type { ExceptionState } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { afterKey } from '../database/afterKey';
import type { Key } from '../database/keyset';
import type { ExceptionRow } from './ExceptionStore';

/** A page of a server's exceptions, newest first. */
export async function rowsOfServer(
  knex: Knex,
  options: {
    serverId: string;
    state: ExceptionState | undefined;
    now: string;
    limit: number;
    key: Key | undefined;
  },
): Promise<ExceptionRow[]> {
  const { serverId, state, now, limit, key } = options;
  const query = knex('exceptions').where({ server_id: serverId });
  whereState(query, state, now);
  afterKey(query, { column: 'created_at', id: 'id', order: 'desc', key });
  return await query.limit(limit).select('*');
}

/** By the state that each has now, not by what was written down last. */
function whereState(
  query: Knex.QueryBuilder,
  state: ExceptionState | undefined,
  now: string,
): void {
  if (state === 'approved') {
    query.where({ state }).andWhere('expires_at', '>', now);
  } else if (state === 'ended') {
    query.where(over =>
      over
        .where({ state })
        .orWhere(due =>
          due.where({ state: 'approved' }).andWhere('expires_at', '<=', now),
        ),
    );
  } else if (state) {
    query.where({ state });
  }
}
