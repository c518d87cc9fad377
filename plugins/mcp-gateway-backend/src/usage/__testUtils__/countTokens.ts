import type { Knex } from 'knex';

/** Says of calls how many tokens each took, as events of the audit log do. */
export async function countTokens(
  database: Knex,
  ids: readonly string[],
  [tokensIn, tokensOut]: readonly [number, number],
): Promise<void> {
  const rows = ids.map(id => ({
    ...{ id, tokens_in: tokensIn, tokens_out: tokensOut, is_estimated: 0 },
  }));
  await database.batchInsert('call_tokens', rows, 100);
}
