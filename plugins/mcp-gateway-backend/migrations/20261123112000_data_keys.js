// @ts-check

/**
 * Data keys: what encrypts credentials, wrapped by a key that is not in the database. Keys of sessions may be encrypted
 * from now on, and are longer then.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('data_keys', table => {
    table.comment('Wrapped data keys; the newest encrypts');
    table.integer('generation').primary();
    table.string('key_id', 200).notNullable().comment('What it is wrapped by');
    table.text('wrapped').notNullable();
    table
      .bigInteger('created_at')
      .notNullable()
      .comment('Milliseconds since the epoch');
  });
  await knex.schema.alterTable('seal_keys', table => {
    table.text('secret').notNullable().alter();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  // An encrypted key does not fit; the sessions that it sealed begin again.
  await knex('seal_keys').delete();
  await knex.schema.alterTable('seal_keys', table => {
    table.string('secret', 64).notNullable().alter();
  });
  await knex.schema.dropTable('data_keys');
};
