/*
 * Which digests are to be sent to owners, and which were: one for each owner and time.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('owner_digests', table => {
    table.string('owner', 300).notNullable();
    table.string('from_at', 30).notNullable();
    table.string('to_at', 30).notNullable();
    table.string('planned_at', 30).notNullable();
    table
      .string('state', 20)
      .notNullable()
      .comment('planned, sent, empty, failed');
    table.string('done_at', 30);
    table.primary(['owner', 'to_at']);
    table.index(['state', 'planned_at']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('owner_digests');
};
