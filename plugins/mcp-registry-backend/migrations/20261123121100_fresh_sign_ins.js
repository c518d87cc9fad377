// @ts-check

/**
 * Who signed in again at the identity provider, for decisions that need it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('fresh_sign_ins', table => {
    table.comment('Sign-ins for decisions; the proof is in a cookie');
    table.string('proof_hash', 64).primary().comment('SHA-256 of the cookie');
    table.string('user_ref', 300).notNullable();
    table.string('signed_in_at', 30).notNullable().comment('auth_time');
    table.string('expires_at', 30).notNullable().index();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('fresh_sign_ins');
};
