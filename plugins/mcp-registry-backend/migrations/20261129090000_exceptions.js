/*
 * Exceptions: findings of checks that somebody accepted for a time, and which of them each version was approved on.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('exceptions', table => {
    table.comment('Findings of checks that are accepted for a time');
    table.string('id', 40).primary();
    table
      .string('server_id', 100)
      .notNullable()
      .references('id')
      .inTable('servers')
      .onDelete('CASCADE');
    table
      .string('digest', 80)
      .notNullable()
      .comment('The version at which it was asked for')
      .references('digest')
      .inTable('revisions')
      .onDelete('CASCADE');
    table.string('check_id', 60).notNullable();
    table.string('finding_id', 64).notNullable();
    table.text('finding').notNullable().comment('JSON: as it was asked about');
    table.string('scope', 20).notNullable();
    table.string('reason', 30).notNullable();
    table.string('justification', 60);
    table.text('text').notNullable();
    table.text('link');
    table.string('state', 20).notNullable();
    table
      .string('pending_key', 180)
      .unique()
      .comment('One open request for a finding; null once it is decided');
    table.string('requested_by', 300).notNullable();
    table.string('created_at', 30).notNullable();
    table.string('expires_at', 30).notNullable();
    table.string('decided_by', 300);
    table.string('decided_at', 30);
    table.text('decision_reason');
    table.string('closed_by', 300);
    table.string('closed_at', 30);
    table.text('close_reason');
    table.text('proposal');
    table
      .integer('reminded_days')
      .comment('The last reminder was for so many days before the end');
    table.index(['server_id', 'finding_id']);
    table.index(['state', 'expires_at']);
  });
  await knex.schema.createTable('exception_uses', table => {
    table.comment('Which accepted findings a version was approved on');
    table
      .string('digest', 80)
      .notNullable()
      .references('digest')
      .inTable('revisions')
      .onDelete('CASCADE');
    table.string('finding_id', 64).notNullable();
    table.string('check_id', 60).notNullable();
    table.primary(['digest', 'finding_id']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('exception_uses');
  await knex.schema.dropTable('exceptions');
};
