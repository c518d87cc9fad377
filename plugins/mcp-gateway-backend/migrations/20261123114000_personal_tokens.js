// @ts-check

/**
 * Personal access tokens stand among the other tokens, so that what lists, ends and cleans up those does it for them too.
 * Their value is a secret that nobody signed: its SHA-256 is kept. They open servers, not one address.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('tokens', table => {
    table.string('secret_hash', 64).unique().comment('SHA-256, base64url');
    table
      .text('servers')
      .comment('Entity refs, JSON; none with a secret_hash: all of them');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  // Without its secret a row opens nothing, and says nothing true.
  await knex('tokens').whereNotNull('secret_hash').delete();
  await knex.schema.alterTable('tokens', table => {
    table.dropUnique(['secret_hash']);
    table.dropColumn('secret_hash');
    table.dropColumn('servers');
  });
};
