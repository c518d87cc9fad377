/*
 * The ends of a server's life: deprecated until a day, and retired for good; which notices about it went out, so that no replica sends
 * one again; and revisions that answer one for which a reviewer asked for changes.
 */

// @ts-check

const COLUMNS = ['retire_at', 'end_of_life', 'deprecated', 'ended'];

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('servers', table => {
    table.boolean('ended').notNullable().defaultTo(false);
    table.boolean('deprecated').notNullable().defaultTo(false);
    table
      .text('end_of_life')
      .comment('JSON: when, why, by whom, what takes its place');
    table
      .string('retire_at', 30)
      .comment('The moment from which it is not served');
    table.index(['retire_at'], 'servers_retire_at');
  });
  await knex.schema.alterTable('revisions', table => {
    table
      .string('answers', 80)
      .comment('The revision whose reviewer asked for changes');
    table.index(['answers'], 'revisions_answers');
  });
  await knex.schema.createTable('lifecycle_notices', table => {
    table.comment('Notices about the end of a server, each sent once');
    table
      .string('server_id', 100)
      .notNullable()
      .references('id')
      .inTable('servers');
    table.string('plan', 40).notNullable();
    table.string('kind', 20).notNullable();
    table.string('claimed_until', 30).notNullable();
    table.string('sent_at', 30);
    table.primary(['server_id', 'plan', 'kind']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('lifecycle_notices');
  await knex('revisions')
    .where({ state: 'changes-requested' })
    .update({ state: 'rejected' });
  await knex('revisions')
    .where({ state: 'draft' })
    .update({ state: 'superseded' });
  await knex('servers')
    .where({ status: 'deprecated' })
    .update({ status: 'active' });
  // Not by knex, which makes SQLite's table anew to drop a column: what points at its rows would keep it from that.
  await knex.raw('DROP INDEX revisions_answers');
  await knex.raw('ALTER TABLE revisions DROP COLUMN answers');
  await knex.raw('DROP INDEX servers_retire_at');
  for (const column of COLUMNS) {
    await knex.raw('ALTER TABLE servers DROP COLUMN ??', [column]);
  }
};
