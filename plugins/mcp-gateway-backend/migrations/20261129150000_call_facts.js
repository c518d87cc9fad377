// @ts-check

/**
 * Of each call where it came from, who acted for whom where that is more than one, and what the server's version of then declares to reach;
 * and how many tokens it took. These are counted after the call, so they have a table of their own: rows are only added.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('calls', table => {
    table.string('source_address', 45).comment('IP address of the caller');
    table.text('delegation').comment('JSON; null: who called is all');
    table.text('reaches').comment('JSON: entity refs');
  });
  await knex.schema.createTable('call_tokens', table => {
    table.comment('How many tokens calls took, read from the audit log');
    table.uuid('id').primary().comment('Of the call');
    table.bigInteger('tokens_in').notNullable();
    table.bigInteger('tokens_out').notNullable();
    table.integer('is_estimated').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('call_tokens');
  for (const column of ['reaches', 'delegation', 'source_address']) {
    await knex.raw('ALTER TABLE ?? DROP COLUMN ??', ['calls', column]);
  }
};
