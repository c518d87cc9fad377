/*
 * Tools that owners hide: to those who are not let in to them they look as if they were not there. Names, not digests:
 * a tool stays hidden when a new revision changes it.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('hidden_tools', table => {
    table.comment('Tools that the owners of servers hide');
    table
      .string('server_id', 100)
      .primary()
      .references('id')
      .inTable('servers')
      .onDelete('CASCADE');
    table.text('names').notNullable().comment('JSON');
    table.string('set_by', 300).notNullable();
    table.string('set_at', 30).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('hidden_tools');
};
