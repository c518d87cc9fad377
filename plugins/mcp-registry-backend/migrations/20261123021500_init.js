/*
 * The registry's first tables: servers, revisions, access requests, grants, their history and the change feed.
 * Times are ISO 8601 text in UTC, which sorts as it should on every database; documents are JSON text.
 */

// @ts-check

const { randomUUID } = require('node:crypto');

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('servers', table => {
    table.comment('MCP servers. One row per entity ref and origin');
    table.string('id', 100).primary();
    table.string('server_ref', 300).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('name', 63).notNullable();
    table.string('origin', 2000).notNullable();
    table
      .string('current_ref', 300)
      .unique()
      .comment('The entity ref, on the one row that it means now');
    table.string('status', 20).notNullable().index();
    table.text('status_reason');
    table.boolean('retired').notNullable().defaultTo(false);
    table.boolean('suspended').notNullable().defaultTo(false);
    table.string('approved_digest', 80);
    table.string('pending_digest', 80);
    table.text('title').notNullable();
    table.string('sort_title', 200).notNullable();
    table.text('description').notNullable();
    table.string('owner', 300).notNullable().index();
    table.text('owner_title');
    table.string('system', 300);
    table.string('lifecycle', 63);
    table.string('risk_tier', 20).notNullable();
    table.string('data_classification', 20).notNullable();
    table.text('tags').notNullable();
    table
      .text('facts')
      .notNullable()
      .comment('As approved, else as the entity says');
    table.text('live_facts').notNullable().comment('As the entity says now');
    table.text('drift').comment('Names of facts that differ from the approved');
    table.text('definition').comment('Of a server registered in the portal');
    table.string('registered_by', 300);
    table.integer('tool_count');
    table.text('search_text').notNullable();
    table.boolean('in_catalog').notNullable().defaultTo(false);
    table.boolean('example_data').notNullable().defaultTo(false);
    table.string('created_at', 30).notNullable();
    table
      .integer('sequence')
      .notNullable()
      .index()
      .comment('The newest change of the feed about this server');
    table.unique(['server_ref', 'origin']);
    table.index(['sort_title', 'id']);
  });

  await knex.schema.createTable('server_tags', table => {
    table.comment('Tags of servers, for filters and facets');
    table
      .string('server_id', 100)
      .notNullable()
      .references('id')
      .inTable('servers')
      .onDelete('CASCADE');
    table.string('tag', 100).notNullable().index();
    table.primary(['server_id', 'tag']);
  });

  await knex.schema.createTable('revisions', table => {
    table.comment('Immutable snapshots of servers, named by their digest');
    table.string('digest', 80).primary();
    table
      .string('server_id', 100)
      .notNullable()
      .references('id')
      .inTable('servers');
    table.integer('number').notNullable();
    table.string('state', 20).notNullable();
    table.string('submitted_by', 300).notNullable();
    table.string('submitted_at', 30).notNullable();
    table.text('note');
    table.string('decided_by', 300);
    table.string('decided_at', 30);
    table.text('reason');
    table.text('snapshot').notNullable();
    table.text('tool_surface').notNullable();
    table.text('proposal');
    table.boolean('example_data').notNullable().defaultTo(false);
    table.unique(['server_id', 'number']);
    table.index(['state', 'submitted_at', 'digest']);
  });

  await knex.schema.createTable('access_requests', table => {
    table.comment('Requests of people and groups to use a server');
    table.string('id', 100).primary();
    table
      .string('server_id', 100)
      .notNullable()
      .references('id')
      .inTable('servers');
    table
      .string('pending_key', 500)
      .unique()
      .comment('Server and subject while pending: one at a time');
    table.string('requested_by', 300).notNullable().index();
    table.string('subject', 300).notNullable().index();
    table
      .string('decided_by_side', 20)
      .notNullable()
      .comment('owner, or approver-group where an owner asked');
    table.text('purpose').notNullable();
    table.text('asked').notNullable();
    table.text('granted');
    table.string('state', 20).notNullable();
    table.string('created_at', 30).notNullable();
    table.string('decided_at', 30);
    table.string('decided_by', 300);
    table.text('reason');
    table.string('revision_digest', 80);
    table.string('grant_id', 100);
    table.string('undo_until', 30);
    table.text('proposal');
    table.index(['server_id', 'state']);
    table.index(['state', 'created_at', 'id']);
  });

  await knex.schema.createTable('grants', table => {
    table.comment('Time-boxed permissions to use a server');
    table.string('id', 100).primary();
    table
      .string('server_id', 100)
      .notNullable()
      .references('id')
      .inTable('servers');
    table
      .string('request_id', 100)
      .notNullable()
      .references('id')
      .inTable('access_requests');
    table.string('subject', 300).notNullable().index();
    table.text('tools').notNullable();
    table.string('state', 20).notNullable();
    table.text('purpose').notNullable();
    table.string('created_at', 30).notNullable();
    table.string('expires_at', 30).notNullable();
    table.string('granted_by', 300).notNullable();
    table.string('requested_by', 300).notNullable();
    table.string('revoked_at', 30);
    table.string('revoked_by', 300);
    table.text('revoke_reason');
    table.integer('revoked_sequence');
    table.index(['server_id', 'state']);
    table.index(['state', 'expires_at']);
  });

  await knex.schema.createTable('history', table => {
    table.comment('What happened to servers, revisions and requests, by whom');
    table.bigIncrements('id');
    table.string('about_kind', 20).notNullable();
    table.string('about_id', 100).notNullable();
    table.string('at', 30).notNullable();
    table.string('by', 300).notNullable();
    table.string('actor', 300);
    table.string('event', 30).notNullable();
    table.text('reason');
    table.text('details');
    table.index(['about_kind', 'about_id', 'id']);
  });

  await knex.schema.createTable('feed', table => {
    table.comment('The counter of the change feed: one row');
    table.integer('id').primary();
    table.string('epoch', 100).notNullable();
    table.integer('head').notNullable();
  });
  await knex('feed').insert({ id: 1, epoch: randomUUID(), head: 0 });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('feed');
  await knex.schema.dropTable('history');
  await knex.schema.dropTable('grants');
  await knex.schema.dropTable('access_requests');
  await knex.schema.dropTable('revisions');
  await knex.schema.dropTable('server_tags');
  await knex.schema.dropTable('servers');
};
