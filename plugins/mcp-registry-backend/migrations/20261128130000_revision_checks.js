/*
 * What automatic checks say of revisions: one row for each revision, check and version of the check, with its verdict and
 * when it is due again.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('revision_checks', table => {
    table.comment('Verdicts of checks on revisions, and when they are due');
    table
      .string('digest', 80)
      .notNullable()
      .references('digest')
      .inTable('revisions')
      .onDelete('CASCADE');
    table.string('check_id', 60).notNullable();
    table.string('check_version', 40).notNullable();
    table.string('outcome', 20).comment('Absent until there is a verdict');
    table.text('summary');
    table.text('findings');
    table.integer('omitted_findings').notNullable().defaultTo(0);
    table.text('evidence');
    table.string('data_at', 40);
    table.string('checked_at', 30);
    table
      .text('problem')
      .comment('Why the last try gave no verdict; it is tried again');
    table.integer('attempts').notNullable().defaultTo(0);
    table.string('due_at', 30).notNullable().index();
    table.string('claim', 60).comment('Of the replica that runs it');
    table.string('claimed_until', 30);
    table.primary(['digest', 'check_id', 'check_version']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('revision_checks');
};
