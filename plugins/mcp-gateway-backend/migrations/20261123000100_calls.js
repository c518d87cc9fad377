// @ts-check

/**
 * The calls that reached the gateway: who, what, how it was decided and how it ended; never arguments or results.
 * Ids are UUIDs of version 7, so their order is the order of time. Times are ISO 8601 text in UTC.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('calls', table => {
    table.comment('Every call that reached the gateway, allowed or denied');
    table.uuid('id').primary();
    table.string('at', 30).notNullable().index();
    table.string('user_ref', 300);
    table.string('server_id', 100);
    table.string('server_ref', 300).comment('As asked for');
    table.string('owner_ref', 300).comment('At the time of the call');
    table.string('method', 200).notNullable();
    table.string('tool', 200);
    table.string('decision', 10).notNullable();
    table.string('reason', 60).notNullable();
    table
      .string('outcome', 20)
      .notNullable()
      .comment(
        'pending: an intent whose outcome is not known (yet); it stays so when its replica died',
      );
    table.integer('http_status');
    table.double('duration_ms');
    table.bigInteger('request_bytes');
    table.bigInteger('response_bytes');
    table.string('client', 200);
    table.string('session_id', 100).comment('A hash');
    table.string('token_id', 100);
    table.string('grant_id', 100);
    table.string('revision_digest', 100);
    table.string('request_id', 100).notNullable();
    table.text('trace').notNullable().comment('JSON');
    table.index(['user_ref', 'id']);
    table.index(['owner_ref', 'id']);
    table.index(['server_ref', 'id']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('calls');
};
