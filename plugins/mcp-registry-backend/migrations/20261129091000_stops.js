/*
 * The kill switch: what was stopped, by whom, why and until when. A stop is never deleted. The feed says when stops changed last.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('stops', table => {
    table.string('id', 100).primary();
    table.string('kind', 20).notNullable();
    table
      .string('server_id', 100)
      .index()
      .comment('Of server, revision, tool, grant and connection');
    table.text('subject').notNullable();
    table.string('authority', 20).notNullable();
    table.string('state', 20).notNullable().index();
    table.text('reason').notNullable();
    table.text('message').comment('What callers are told');
    table.string('created_at', 30).notNullable();
    table.string('created_by', 300).notNullable();
    table.string('actor', 300);
    table.string('confirmed_by', 300);
    table.string('ends_at', 30);
    table.string('ended_at', 30);
    table.string('ended_by', 300);
    table.text('end_reason');
    table.integer('sequence').comment('Of the newest change that gateways see');
    table.index(['created_at', 'id']);
  });
  await knex.schema.alterTable('feed', table => {
    table.integer('stops').notNullable().defaultTo(0);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('ALTER TABLE feed DROP COLUMN ??', ['stops']);
  await knex.schema.dropTable('stops');
};
