import type { Knex } from 'knex';
import { inBites } from './inBites';

/** So many rows are made and written as text at a time: a fraction of a millisecond. */
const BITE = 50;

/**
 * Rows as texts of JSON arrays, made in bites; no row is kept longer than its text is made. They stay several texts: to join them would
 * copy all twice.
 */
export async function jsonOfRows<T>(
  items: readonly T[],
  toJson: (bite: readonly T[]) => string,
): Promise<string[]> {
  return await inBites(items, BITE, toJson);
}

/** SQL that names such texts, each a variable of the statement: where it stands after FROM, and what one is called. */
export function namedTexts(
  database: Knex,
  texts: readonly string[],
): { from: string; text: string } {
  if (database.client.config.client === 'pg') {
    const variables = texts.map(() => '?::json').join(', ');
    return {
      from: `unnest(ARRAY[${variables}]) AS texts(text_of_rows)`,
      text: 'texts.text_of_rows',
    };
  }
  return {
    from: `(VALUES ${texts.map(() => '(?)').join(', ')}) AS texts`,
    text: 'texts.column1',
  };
}
