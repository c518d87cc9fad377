// @ts-check

/**
 * Of which failure of an import people were told last, so that they are told once of each, and that it is over.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('gitops_sources', table => {
    table.string('told', 100).comment('Which problem people were told last');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('ALTER TABLE gitops_sources DROP COLUMN ??', ['told']);
};
