// @ts-check

/**
 * Where consents and tokens are used, for the person whom they are of: what their client calls itself, where a consent's
 * answers go, and the family of the browser that it was given in. Nothing is decided by it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('oauth_consents', table => {
    table.string('used_by', 200).comment('As the client introduced itself');
    table.string('redirect_host', 300).comment('Where its codes go');
    table.string('redirect_kind', 10).comment('program, app or web');
    table.string('browser', 40).comment('A family, such as Firefox');
    table.string('system', 40).comment('An operating system');
  });
  await knex.schema.alterTable('tokens', table => {
    table.string('used_by', 200).comment('As the client introduced itself');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('tokens', table => {
    table.dropColumn('used_by');
  });
  await knex.schema.alterTable('oauth_consents', table => {
    table.dropColumns(
      'used_by',
      'redirect_host',
      'redirect_kind',
      'browser',
      'system',
    );
  });
};
