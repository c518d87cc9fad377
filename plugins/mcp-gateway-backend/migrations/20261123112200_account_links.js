// @ts-check

/**
 * Accounts on their way to being linked. Values that people carry (state, tickets) are kept as SHA-256 only; the rest is
 * encrypted. Times are milliseconds since the epoch.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('connection_attempts', table => {
    table.comment('People who are about to sign in at an issuer');
    table.string('state_hash', 64).primary();
    table.string('user_ref', 300).notNullable().index();
    table.string('target', 300).notNullable();
    table.text('payload').notNullable().comment('Encrypted');
    table
      .string('ticket_hash', 64)
      .unique()
      .comment('Set once the issuer has answered');
    table.bigInteger('expires_at').notNullable().index();
  });
  await knex.schema.createTable('connection_tickets', table => {
    table.comment('Links to connect an account that were used');
    table.string('hash', 64).primary();
    table.bigInteger('expires_at').notNullable().index();
  });
  await knex.schema.createTable('client_registrations', table => {
    table.comment('Who the gateway is at issuers where it registered itself');
    table.string('issuer_hash', 64).primary();
    table.string('issuer', 2000).notNullable();
    table.text('payload').notNullable().comment('Encrypted');
    table.bigInteger('expires_at').index();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('client_registrations');
  await knex.schema.dropTable('connection_tickets');
  await knex.schema.dropTable('connection_attempts');
};
