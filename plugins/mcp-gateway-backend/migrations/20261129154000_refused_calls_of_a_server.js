// @ts-check

/**
 * What was refused of one server in a while: without it either all refused calls of that time are read, or all calls of the server.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(
    `CREATE INDEX calls_refused_of_server ON calls (server_ref, id) WHERE decision = 'deny'`,
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX calls_refused_of_server');
};
