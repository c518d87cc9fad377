// @ts-check

/**
 * How much of each limit is used, shared by all replicas: one row for a limit, whom it counts and a window of time.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('limit_counters', table => {
    table.comment('Calls counted against limits, by window of time');
    table
      .string('key', 64)
      .primary()
      .comment('SHA-256 of the limit, whom it counts and the window');
    table.integer('cap').notNullable().comment('The limit');
    table
      .integer('taken')
      .notNullable()
      .comment('What was spent, and what replicas have reserved');
    table
      .integer('previous')
      .notNullable()
      .comment('`taken` before the last settlement: tells what it got');
    table.integer('owed').notNullable().comment('Of the last settlement');
    table.integer('want').notNullable().comment('Of the last settlement');
    table
      .bigInteger('ends_at')
      .notNullable()
      .index()
      .comment('End of the window, milliseconds since the epoch');
  });
  await knex.schema.createTable('limit_replicas', table => {
    table.comment('Gateway processes that spend from the counters');
    table.string('id', 36).primary();
    table.bigInteger('seen_at').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('limit_replicas');
  await knex.schema.dropTable('limit_counters');
};
