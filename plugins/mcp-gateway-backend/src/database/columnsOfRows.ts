import { BinaryArray, type ColumnType, type ColumnValue } from './BinaryArray';
import { inBites } from './inBites';

/** So many rows are taken apart at a time: a fraction of a millisecond. */
const BITE = 50;

/** Rows as variables of a statement of PostgreSQL, one for each column. */
export interface Columns {
  /** SQL of the rows, to stand after FROM: their columns have their own names. */
  from: string;
  /** SQL of what is selected of them, in the order of the types. */
  select: string;
  bindings: (Buffer | null)[];
}

/**
 * Takes rows apart into their columns, in bites.
 *
 * @param types - Of every column, in the order that they are wanted; names are ours, never text from outside
 */
export async function columnsOfRows<T>(
  items: readonly T[],
  types: Readonly<Record<string, ColumnType>>,
  toRow: (item: T) => Readonly<Record<string, ColumnValue>>,
): Promise<Columns> {
  const columns = Object.entries(types).map(([name, type]) => ({
    ...{ name, type },
    values: new BinaryArray(type),
  }));
  await inBites(items, BITE, bite => {
    for (const item of bite) {
      const row = toRow(item);
      for (const { name, values } of columns) values.push(row[name]);
    }
  });
  const variables = columns.map(({ values }) => `?::${values.type}`);
  const names = columns.map(({ name }) => `"${name}"`);
  return {
    from: `unnest(${variables.join(', ')}) AS given(${names.join(', ')})`,
    select: columns
      .map(({ name, type }) =>
        type === 'uuid' ? `"${name}"::uuid` : `"${name}"`,
      )
      .join(', '),
    bindings: columns.map(({ values }) => values.finish()),
  };
}
