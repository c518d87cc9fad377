// @ts-check

/**
 * What rules do about alerts, or would do: planned with the alert, done afterwards, tried again while the registry is away.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('alert_reactions', table => {
    table.uuid('id').primary();
    table.uuid('alert_id').notNullable();
    table
      .integer('round')
      .notNullable()
      .comment('Of an alert that was found again after it was over, another');
    table.string('kind', 20).notNullable();
    table.text('rule').notNullable().comment('JSON: the rule as it was then');
    table.string('state', 20).notNullable();
    table.string('why', 20);
    table.string('detail', 500);
    table.text('targets').notNullable().comment('JSON');
    table.text('stops').notNullable().comment('JSON: ids, in the registry');
    table.string('ends_at', 30);
    table.bigInteger('planned_at').notNullable();
    table.string('changed_at', 30).notNullable();
    table.bigInteger('due_at').comment('Absent: there is nothing to do');
    table.integer('tries').notNullable();
    table.unique(['alert_id', 'round', 'kind']);
    table.index(['due_at']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('alert_reactions');
};
