// @ts-check

/**
 * A session id now carries its session sealed, so that only what must be shared is kept: keys, when sessions were last
 * used, which have ended, and messages on their way between replicas.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.dropTable('sessions');
  await knex.schema.createTable('seal_keys', table => {
    table.comment('Keys that seal session ids and relayed messages');
    table.integer('generation').primary();
    table.string('secret', 64).notNullable().comment('256 bits, base64');
    table
      .bigInteger('activates_at')
      .notNullable()
      .comment('Milliseconds since the epoch');
    table.bigInteger('seals_until').notNullable();
    table.bigInteger('retires_at').notNullable();
  });
  await knex.schema.createTable('session_uses', table => {
    table.comment('When sessions were last used, written now and then');
    table.string('hash', 64).primary().comment('SHA-256 of Mcp-Session-Id');
    table.bigInteger('used_at').notNullable().index();
  });
  await knex.schema.createTable('session_ends', table => {
    table.comment('Sessions that have ended, until they would be idle anyway');
    table.string('hash', 64).primary().comment('SHA-256 of Mcp-Session-Id');
    table.bigInteger('sequence').notNullable().unique();
    table.bigInteger('ended_at').notNullable().index();
  });
  await knex.schema.createTable('session_ends_head', table => {
    table.integer('id').primary();
    table.bigInteger('head').notNullable();
  });
  await knex('session_ends_head').insert({ id: 1, head: 0 });
  await knex.schema.createTable('mailbox', table => {
    table.comment('Messages between replicas, sealed; gone when received');
    table.increments('id');
    table.string('address', 64).notNullable().index().comment('SHA-256');
    table.binary('payload').notNullable();
    table.bigInteger('sent_at').notNullable().index();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'mailbox',
    'session_ends_head',
    'session_ends',
    'session_uses',
    'seal_keys',
  ]) {
    await knex.schema.dropTable(table);
  }
  await knex.schema.createTable('sessions', table => {
    table.comment('Sessions that upstream servers opened for people');
    table.string('id_hash', 64).primary();
    table.string('server_ref', 300).notNullable();
    table.string('user_ref', 300).notNullable();
    table.string('client', 200);
    table.string('created_at', 30).notNullable().index();
  });
};
