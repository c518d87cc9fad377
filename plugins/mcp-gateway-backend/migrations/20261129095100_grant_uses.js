// @ts-check

/**
 * For reviews of access: which tools were used of a grant and when, found without reading its calls; since when calls are
 * remembered; and whether a call was covered by access that somebody took in an emergency.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('calls', table => {
    table.string('grant_kind', 20).comment('null: an ordinary grant, or none');
  });
  // Partial, so that only calls that count are in them. Their conditions stand in the queries word by word.
  await knex.raw(
    `CREATE INDEX calls_tool_uses ON calls (grant_id, user_ref, tool, at)
     WHERE decision = 'allow' AND grant_id IS NOT NULL AND tool IS NOT NULL AND user_ref IS NOT NULL`,
  );
  await knex.raw(
    `CREATE INDEX calls_other_uses ON calls (grant_id, at)
     WHERE decision = 'allow' AND grant_id IS NOT NULL AND tool IS NULL
       AND method IN ('resources/read', 'resources/subscribe', 'prompts/get', 'completion/complete')`,
  );
  await knex.schema.createTable('calls_remembered', table => {
    table.comment('Since when calls are written down: one row');
    table.integer('id').primary();
    table.string('since', 30).notNullable();
  });
  const first = await knex('calls').min({ at: 'at' }).first();
  await knex('calls_remembered').insert({
    id: 1,
    since: first?.at ?? new Date().toISOString(),
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('calls_remembered');
  await knex.raw('DROP INDEX calls_other_uses');
  await knex.raw('DROP INDEX calls_tool_uses');
  await knex.raw('ALTER TABLE ?? DROP COLUMN ??', ['calls', 'grant_kind']);
};
