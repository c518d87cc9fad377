/*
 * What of the arguments and results of its calls the owner of a server wants kept. A server without a row has the gateway's default.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('server_recordings', table => {
    table.comment('What is kept of arguments and results, as owners want it');
    table
      .string('server_id', 100)
      .primary()
      .references('id')
      .inTable('servers')
      .onDelete('CASCADE');
    table.string('policy', 20).notNullable();
    table.string('set_by', 300).notNullable();
    table.string('set_at', 30).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('server_recordings');
};
