// @ts-check

/**
 * The gateway's signing keys and the tokens that it gave out. A token's value is never kept.
 * Times are ISO 8601 text in UTC, which sorts as it should on every database.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('signing_keys', table => {
    table.comment('Keys that sign gateway tokens, shared by all replicas');
    table.string('id', 64).primary().comment('The kid of its tokens');
    table
      .integer('generation')
      .notNullable()
      .unique()
      .comment('Of replicas that rotate at once, one wins');
    table.text('private_jwk').notNullable();
    table.text('public_jwk').notNullable();
    table.string('created_at', 30).notNullable();
    table.string('activates_at', 30).notNullable().comment('Signs from here');
    table
      .string('retires_at', 30)
      .notNullable()
      .comment('Its last token has expired: no longer published');
  });

  await knex.schema.createTable('tokens', table => {
    table.comment('Gateway tokens of people, one MCP endpoint each');
    table.string('id', 36).primary().comment('The jti');
    table.string('user_ref', 300).notNullable();
    table.string('server_ref', 300).notNullable();
    table.string('endpoint', 2000).notNullable().comment('The aud');
    table.string('client', 100).comment('What the person uses it in');
    table.string('created_at', 30).notNullable();
    table.string('expires_at', 30).notNullable().index();
    table.string('revoked_at', 30);
    table
      .integer('revoked_sequence')
      .unique()
      .comment('Order of revocations, which replicas follow');
    table.string('last_used_at', 30).comment('To the minute');
    table.index(['user_ref', 'expires_at']);
  });

  await knex.schema.createTable('token_revocations', table => {
    table.comment(
      'One row, locked by each revocation: the order of numbers is the order of commits',
    );
    table.integer('id').primary();
    table.integer('head').notNullable().comment('The newest revoked_sequence');
  });
  await knex('token_revocations').insert({ id: 1, head: 0 });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('token_revocations');
  await knex.schema.dropTable('tokens');
  await knex.schema.dropTable('signing_keys');
};
