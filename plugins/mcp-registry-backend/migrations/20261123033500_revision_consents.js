/*
 * Revisions that more than one side has to agree to: one row per side. A revision without rows is decided by the review
 * team alone.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('revision_consents', table => {
    table.comment('The sides that have to agree to a revision');
    table
      .string('digest', 80)
      .notNullable()
      .references('digest')
      .inTable('revisions')
      .onDelete('CASCADE');
    table
      .string('side', 20)
      .notNullable()
      .comment('previous-owner or reviewers');
    table
      .string('owner', 300)
      .index()
      .comment('Whose members agree for the previous owner');
    table.text('reasons').notNullable();
    table.string('given_by', 300).comment('Empty while the consent is missing');
    table.string('given_at', 30);
    table.primary(['digest', 'side']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('revision_consents');
};
