// @ts-check

/**
 * Arguments and results of calls, encrypted, where the policy of their server has them kept. The audit log knows them by a digest, so rows
 * can go without a gap in it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('call_bodies', table => {
    table.comment('Arguments and results of calls, encrypted');
    table.string('call_id', 100).primary();
    table.string('at', 30).notNullable().index().comment('When the call came');
    table.text('sealed').notNullable().comment('By a data key');
  });
  await knex.schema.alterTable('calls', table => {
    table
      .string('recording', 20)
      .comment('What is kept of arguments and result; null: nothing');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('ALTER TABLE ?? DROP COLUMN ??', ['calls', 'recording']);
  await knex.schema.dropTable('call_bodies');
};
