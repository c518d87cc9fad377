/*
 * How the systems behind servers are classified, as the catalog said last: a floor of the risk that a server is handled by.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('servers', table => {
    table
      .text('reached')
      .comment('By entity ref; null of those that say nothing');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  // Not by knex, which makes SQLite's table anew to drop a column: what points at its rows would keep it from that.
  await knex.raw('ALTER TABLE servers DROP COLUMN reached');
};
