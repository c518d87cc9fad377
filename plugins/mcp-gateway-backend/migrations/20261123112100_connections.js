// @ts-check

/**
 * People's connections to the systems behind servers: their own keys, and accounts that they linked. What is secret is
 * encrypted and bound to the row's person, target and kind. Times are milliseconds since the epoch.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('connections', table => {
    table.comment('Whose credential reaches which system');
    table.string('id', 36).primary();
    table.string('user_ref', 300).notNullable();
    table
      .string('target', 300)
      .notNullable()
      .comment(
        'A server, by entity ref; or client:<name> of the configuration',
      );
    table.string('kind', 30).notNullable();
    table
      .string('state', 20)
      .notNullable()
      .comment('linked, needs-sign-in; unlinked: of interest to replicas only');
    table.text('payload').comment('Encrypted; none where nothing is held');
    table.bigInteger('expires_at').comment('Of the token that is held');
    table.bigInteger('linked_at').notNullable();
    table.bigInteger('last_used_at').comment('To the minute');
    table
      .bigInteger('sequence')
      .notNullable()
      .unique()
      .comment('Order of changes, which replicas follow');
    table.string('lease_owner', 36).comment('Who asks for a new token now');
    table.bigInteger('lease_until');
    table.unique(['user_ref', 'target']);
  });
  await knex.schema.createTable('connection_changes', table => {
    table.comment('One row, locked by each change: numbers in commit order');
    table.integer('id').primary();
    table.bigInteger('head').notNullable();
  });
  await knex('connection_changes').insert({ id: 1, head: 0 });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('connection_changes');
  await knex.schema.dropTable('connections');
};
