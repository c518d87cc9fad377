// @ts-check

/**
 * What the gateway holds back of a server, and when somebody last looked at its tools without deciding about a revision.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('servers', table => {
    table.text('held_tools').comment('JSON: as the gateway said last');
    table.string('surface_looked_at', 30);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  // Not by knex, which makes SQLite's table anew to drop a column: what points at its rows would keep it from that.
  for (const column of ['surface_looked_at', 'held_tools']) {
    await knex.raw('ALTER TABLE servers DROP COLUMN ??', [column]);
  }
};
