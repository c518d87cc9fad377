// @ts-check

/**
 * The gateway's own authorization server: what oidc-provider keeps, which clients people let act for them, decisions on
 * their way from the portal to the browser that began, and the keys of its cookies. Ids that are secrets (codes, refresh
 * tokens, tickets) are kept as SHA-256 only. Times are milliseconds since the epoch.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('oauth_state', table => {
    table.comment('State of oidc-provider, one row for each of its models');
    table.string('model', 40).notNullable();
    table.string('id', 64).notNullable().comment('SHA-256, base64url');
    table.string('grant_id', 64).index().comment('Whose consent it is part of');
    table.text('payload').notNullable();
    table.bigInteger('expires_at').index();
    table.bigInteger('consumed_at').comment('Used once; used again is theft');
    table.primary(['model', 'id']);
  });
  await knex.schema.createTable('oauth_consents', table => {
    table.comment('Which clients people let act for them');
    table.string('id', 64).primary().comment('SHA-256 of the grant’s id');
    table.string('user_ref', 300).notNullable();
    table.string('client_id', 2000).notNullable();
    table.text('client').notNullable().comment('As it was shown, JSON');
    table.string('resource', 2000).notNullable();
    table.string('server_ref', 300).notNullable();
    table.text('catalog_read').comment('See tokens.catalog_read');
    table.bigInteger('granted_at').notNullable();
    table.bigInteger('issued_at').comment('Of the newest access token');
    table.string('last_used_at', 30).comment('ISO 8601, to the minute');
    table.bigInteger('expires_at').notNullable().index();
    table.index(['user_ref', 'expires_at']);
  });
  await knex.schema.createTable('oauth_tickets', table => {
    table.comment('Decisions on their way to the browser that began');
    table.string('interaction_id', 64).primary();
    table.string('ticket_hash', 64).notNullable();
    table.string('user_ref', 300).notNullable();
    table.string('decision', 10).notNullable();
    table.string('server_ref', 300).notNullable();
    table.text('catalog_read');
    table.bigInteger('expires_at').notNullable().index();
  });
  await knex.schema.createTable('cookie_keys', table => {
    table.comment('Keys that sign the cookies of the authorization server');
    table.integer('generation').primary();
    table
      .text('secret')
      .notNullable()
      .comment('Encrypted where there is a key');
    table.bigInteger('activates_at').notNullable();
    table.bigInteger('seals_until').notNullable();
    table.bigInteger('retires_at').notNullable();
  });
  await knex.schema.alterTable('tokens', table => {
    table.string('consent_id', 64).index();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  // Tokens that came from a consent would otherwise outlive what could end them.
  await knex('tokens').whereNotNull('consent_id').delete();
  await knex.schema.alterTable('tokens', table => {
    table.dropIndex(['consent_id']);
    table.dropColumn('consent_id');
  });
  for (const table of [
    'cookie_keys',
    'oauth_tickets',
    'oauth_consents',
    'oauth_state',
  ]) {
    await knex.schema.dropTable(table);
  }
};
