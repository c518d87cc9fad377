// @ts-check

/**
 * Which change of the registry's feed the decision about a recorded call knew of: whether a stop or a revocation was known is read
 * from it, and from no clock.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('calls', table => {
    table
      .bigInteger('feed_sequence')
      .comment('The newest change that the decision knew of');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('calls', table => {
    table.dropColumn('feed_sequence');
  });
};
