// @ts-check

/**
 * What teams used of their budgets in a month, added up in the transaction of the rollups; and which warnings were sent.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('usage_months', table => {
    table.string('id', 40).primary().comment('A digest of team and month');
    table.string('team', 300).notNullable();
    table.string('month', 7).notNullable().index();
    table.bigInteger('calls').notNullable().defaultTo(0);
    table.bigInteger('tokens').notNullable().defaultTo(0);
    table.bigInteger('cost_micros').notNullable().defaultTo(0);
  });
  await knex.schema.createTable('usage_warnings', table => {
    table.comment('Each is sent once, by whichever replica writes it');
    table.string('id', 40).primary();
    table.string('sent_at', 30).notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('usage_warnings');
  await knex.schema.dropTable('usage_months');
};
