// @ts-check

/**
 * Signed checkpoints over the heads of all writers of the audit log, the keys that sign them, and how far each place has them that
 * they are exported to.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('audit_keys', table => {
    table.comment(
      'Keys that sign checkpoints. Public halves are kept for good',
    );
    table.string('kid', 40).primary();
    table.integer('generation').notNullable().unique();
    table.text('private_jwk').notNullable();
    table.text('public_jwk').notNullable();
    table.string('created_at', 30).notNullable();
  });
  await knex.schema.createTable('audit_checkpoints', table => {
    table.bigInteger('number').primary();
    table.string('hash', 64).notNullable().comment('Of the signed text');
    table.string('at', 30).notNullable();
    table.text('text').notNullable().comment('A compact JWS');
    table
      .text('gaps')
      .notNullable()
      .comment('Gaps that were sealed with it, one compact JWS per line');
  });
  await knex.schema.createTable('audit_sealed_gaps', table => {
    table.string('writer', 128).notNullable();
    table.bigInteger('from_seq').notNullable();
    table.bigInteger('number').notNullable().comment('Of the checkpoint');
    table.primary(['writer', 'from_seq']);
  });
  await knex.schema.createTable('audit_exports', table => {
    table.string('place', 300).primary();
    table.bigInteger('number').notNullable().comment('It has all up to this');
    table.string('exported_at', 30);
    table.string('failed_at', 30);
    table.string('error', 500);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'audit_exports',
    'audit_sealed_gaps',
    'audit_checkpoints',
    'audit_keys',
  ]) {
    await knex.schema.dropTable(table);
  }
};
