// @ts-check

/**
 * With which kind of credential a recorded call reached the system behind its server.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('calls', table => {
    table
      .string('credential', 40)
      .comment('Its kind, as the approved revision names it; never its value');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('calls', table => {
    table.dropColumn('credential');
  });
};
