// @ts-check

/**
 * What the portal's permission policy said last of each person's using servers (`mcp.server.use`): asked when the person's
 * own credentials are there, evaluated on every call (ADR 0027). People whose tokens are from before have no row, until they
 * use the portal again. Times are milliseconds since the epoch.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('use_decisions', table => {
    table.comment('What the portal’s policy said of people’s using servers');
    table.string('user_ref', 300).primary();
    table.text('decision').notNullable().comment('JSON, 16 KB at most');
    table.bigInteger('asked_at').notNullable().index();
    table
      .bigInteger('sequence')
      .notNullable()
      .unique()
      .comment('Order of changes, which replicas follow');
  });
  await knex.schema.createTable('use_decision_head', table => {
    table.comment(
      'One row, locked by each change: the order of numbers is the order of commits',
    );
    table.integer('id').primary();
    table.bigInteger('head').notNullable().comment('The newest sequence');
  });
  await knex('use_decision_head').insert({ id: 1, head: 0 });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('use_decision_head');
  await knex.schema.dropTable('use_decisions');
};
