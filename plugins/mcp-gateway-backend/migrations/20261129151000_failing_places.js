// @ts-check

/**
 * Since when a place does not get the checkpoints that are exported to it: the time of its last failure alone does not say.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('audit_exports', table => {
    table
      .string('failing_since', 30)
      .comment('Of the first failure after the last success');
  });
  await knex('audit_exports')
    .whereNotNull('failed_at')
    .update({ failing_since: knex.ref('failed_at') });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('ALTER TABLE ?? DROP COLUMN ??', [
    'audit_exports',
    'failing_since',
  ]);
};
