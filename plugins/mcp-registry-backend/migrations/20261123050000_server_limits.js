/*
 * The limits that owners set on calls of their servers. A server without a row has the gateway's default.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('server_limits', table => {
    table.comment('Limits on calls, as the owners of servers set them');
    table
      .string('server_id', 100)
      .primary()
      .references('id')
      .inTable('servers')
      .onDelete('CASCADE');
    table.text('limits').notNullable().comment('JSON');
    table.string('set_by', 300).notNullable();
    table.string('set_at', 30).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('server_limits');
};
