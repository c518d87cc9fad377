// @ts-check

/**
 * The last check of servers that an administrator asked for, shared by all replicas.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('setup_runs', table => {
    table.comment('Checks that run on demand: one row each, the last run');
    table.string('id', 40).primary();
    table.string('run_id', 36).notNullable().comment('Of whoever runs it');
    table.string('started_at', 30).notNullable();
    table.string('heard_at', 30).notNullable().comment('Its last progress');
    table.string('finished_at', 30);
    table.integer('done').notNullable();
    table.integer('total').notNullable();
    table.text('results').notNullable().comment('JSON, by server ref');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('setup_runs');
};
