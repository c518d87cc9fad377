// @ts-check

/**
 * Tokens of a call stand in `call_tokens`, read from the audit log; usage is added up from there. What waits in the old table is in the
 * log as well and comes in with its events.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.dropTable('usage_tokens');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.createTable('usage_tokens', table => {
    table.comment('Tokens of calls that are in no rollup yet');
    table.string('id', 36).primary().comment('Of the call');
    table.bigInteger('written_at').notNullable().index();
    table.integer('tokens_in').notNullable();
    table.integer('tokens_out').notNullable();
    table.integer('is_estimated').notNullable().comment('0 or 1');
  });
};
