import type { Knex } from 'knex';
import type { Key } from './keyset';

/** Keeps the rows after a key in the order of `column`, then `id`. */
export function afterKey(
  query: Knex.QueryBuilder,
  options: {
    column: string;
    id: string;
    order: 'asc' | 'desc';
    key: Key | undefined;
  },
): void {
  const { column, id, order, key } = options;
  query.orderBy([
    { column, order },
    { column: id, order },
  ]);
  if (key) {
    const beyond = order === 'asc' ? '>' : '<';
    query.where(rows =>
      rows
        .where(column, beyond, key[0])
        .orWhere(same => same.where(column, key[0]).where(id, beyond, key[1])),
    );
  }
}
