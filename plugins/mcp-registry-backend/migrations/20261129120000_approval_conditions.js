/*
 * Conditions under which servers are approved, what is asked to lift them, and which of them reviews set.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('approval_conditions', table => {
    table.comment('Under what servers are approved; all that have not ended');
    table.string('id', 40).primary();
    table
      .string('server_id', 100)
      .notNullable()
      .index()
      .references('id')
      .inTable('servers');
    table.string('digest', 80).notNullable().comment('Set with its approval');
    table.text('condition').notNullable();
    table.string('set_by', 300).notNullable();
    table.string('set_at', 30).notNullable();
    table.string('source', 20).notNullable();
    table.text('reason');
    table.string('until', 30).index().comment('Of a date alone');
    table.integer('reminded_days');
    table.string('over_at', 30).comment('When its end was written down');
    table.string('ended_at', 30);
    table.string('ended_by', 300);
  });
  await knex.schema.createTable('condition_lifts', table => {
    table.comment('Conditions that somebody wants to be lifted or widened');
    table.string('id', 40).primary();
    table
      .string('server_id', 100)
      .notNullable()
      .index()
      .references('id')
      .inTable('servers');
    table.string('digest', 80).notNullable().comment('Approved when asked');
    table.text('lifts').notNullable().comment('JSON: ids');
    table.text('instead').notNullable().comment('JSON: conditions');
    table.string('requested_by', 300).notNullable();
    table.string('requested_at', 30).notNullable();
    table.text('reason').notNullable();
    table.string('state', 20).notNullable();
    table.text('reviews').notNullable().comment('JSON: who said what');
    table.integer('version').notNullable().comment('One writer at a time');
  });
  await knex.schema.alterTable('revision_reviews', table => {
    table.text('conditions').comment('JSON: under what they approved');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.raw('ALTER TABLE revision_reviews DROP COLUMN conditions');
  await knex.schema.dropTable('condition_lifts');
  await knex.schema.dropTable('approval_conditions');
};
