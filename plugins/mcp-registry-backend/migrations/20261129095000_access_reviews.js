// @ts-check

/**
 * Reviews of access: campaigns and their questions, what a grant is and when it was last looked at, and the reviews after
 * somebody took access in an emergency.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('grants', table => {
    table.string('kind', 20).notNullable().defaultTo('standard');
    table
      .string('reviewed_at', 30)
      .comment('When somebody last said that it is still needed');
    table
      .string('notice', 10)
      .comment('Which announcement of its end was sent last: day, hour');
    table.string('extends_grant', 100).comment('Which grant it goes on');
  });

  await knex.schema.alterTable('access_requests', table => {
    table.string('kind', 20).notNullable().defaultTo('standard');
    table.string('extends_grant', 100).index();
  });

  await knex.schema.alterTable('servers', table => {
    table.string('reviewed_at', 30);
  });

  await knex.schema.createTable('review_campaigns', table => {
    table.comment('Rounds of questions whether access is still needed');
    table.string('id', 100).primary();
    table
      .string('open_key', 20)
      .unique()
      .comment('The risk tier while open: one at a time');
    table.string('risk_tier', 20).notNullable();
    table.string('state', 20).notNullable();
    table.string('opened_at', 30).notNullable();
    table.string('opened_by', 300).notNullable();
    table.string('remind_at', 30).notNullable();
    table.string('escalate_at', 30).notNullable();
    table.string('suspend_at', 30).notNullable();
    table.text('escalate_to').notNullable().comment('JSON: entity refs');
    table.string('closed_at', 30);
    table.index(['state', 'opened_at']);
    table.index(['opened_at', 'id']);
  });

  await knex.schema.createTable('review_items', table => {
    table.comment('The questions of a campaign, and their answers');
    table.string('id', 100).primary();
    table
      .string('campaign_id', 100)
      .notNullable()
      .references('id')
      .inTable('review_campaigns');
    table.string('kind', 20).notNullable().comment('grant or server');
    table
      .string('server_id', 100)
      .notNullable()
      .references('id')
      .inTable('servers');
    table.string('grant_id', 100).index();
    table.string('state', 20).notNullable();
    table.boolean('at_reviewers').notNullable().defaultTo(false);
    table.string('created_at', 30).notNullable();
    table.string('decided_at', 30);
    table.string('decided_by', 300);
    table.text('reason');
    table.string('signed_in_at', 30);
    table.text('tools_before').comment('JSON');
    table.text('tools_after').comment('JSON');
    table.text('use_seen').comment('JSON: what was known when it was answered');
    table.text('proposal').comment('JSON: an answer that came by an agent');
    table.index(['campaign_id', 'state']);
    table.index(['state', 'server_id']);
    table.index(['state', 'created_at', 'id']);
  });

  await knex.schema.createTable('emergency_reviews', table => {
    table.comment('Reviews after somebody took access in an emergency');
    table.string('id', 100).primary();
    table
      .string('grant_id', 100)
      .notNullable()
      .unique()
      .references('id')
      .inTable('grants');
    table
      .string('server_id', 100)
      .notNullable()
      .references('id')
      .inTable('servers');
    table.string('policy', 100).notNullable();
    table.string('taken_by', 300).notNullable().index();
    table.string('state', 20).notNullable();
    table.text('reason').notNullable();
    table.text('closers').notNullable().comment('JSON: groups, with the owner');
    table.text('escalate_to').notNullable().comment('JSON: groups');
    table.string('created_at', 30).notNullable();
    table.string('remind_at', 30).notNullable();
    table.string('escalate_at', 30).notNullable();
    table.string('closed_at', 30);
    table.string('closed_by', 300);
    table.text('note');
    table.string('signed_in_at', 30);
    table.index(['state', 'created_at', 'id']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('emergency_reviews');
  await knex.schema.dropTable('review_items');
  await knex.schema.dropTable('review_campaigns');
  // What was suspended by a review would come back to life in a version that knows no such state.
  await knex('grants')
    .where({ state: 'suspended' })
    .update({ state: 'revoked', revoke_reason: 'Its review was not answered' });
  await knex.schema.alterTable('access_requests', table => {
    table.dropIndex(['extends_grant']);
  });
  // Not by knex, which makes SQLite's table anew to drop a column: what points at its rows would keep it from that.
  for (const [table, column] of [
    ['servers', 'reviewed_at'],
    ['access_requests', 'extends_grant'],
    ['access_requests', 'kind'],
    ['grants', 'extends_grant'],
    ['grants', 'notice'],
    ['grants', 'reviewed_at'],
    ['grants', 'kind'],
  ]) {
    await knex.raw('ALTER TABLE ?? DROP COLUMN ??', [table, column]);
  }
};
