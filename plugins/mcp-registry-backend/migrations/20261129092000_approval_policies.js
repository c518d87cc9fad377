/*
 * Approval policies: what people and rules said of revisions, where each decision stands, who stands in for whom, and which policy was in
 * force when.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('revision_reviews', table => {
    table.comment('What was said of revisions, by people and by rules');
    table.increments('id');
    table
      .string('digest', 80)
      .notNullable()
      .index()
      .references('digest')
      .inTable('revisions')
      .onDelete('CASCADE');
    table.string('verdict', 10).notNullable().comment('approve or deny');
    table.string('by', 300).notNullable();
    table.string('on_behalf_of', 300);
    table.text('accounts').comment('Other accounts of the same person');
    table
      .string('source', 40)
      .notNullable()
      .comment('person, rule, or who brought it');
    table
      .text('member_of')
      .notNullable()
      .comment('Of those who were asked: whom they could speak for');
    table.string('at', 30).notNullable();
    table.string('signed_in_at', 30);
    table.string('ticket', 100);
    table.text('reason');
    table
      .string('base_digest', 80)
      .comment('What was approved when they looked');
    table.text('rule').comment('Which rule, by which version of its policy');
    table
      .boolean('is_void')
      .notNullable()
      .defaultTo(false)
      .comment('Of an earlier submission');
  });
  await knex.schema.createTable('revision_approvals', table => {
    table.comment('Where a decision stands, as it was evaluated last');
    table
      .string('digest', 80)
      .primary()
      .references('digest')
      .inTable('revisions')
      .onDelete('CASCADE');
    table.text('state').notNullable();
    table.text('observed').comment('With the policies that are observed only');
    table
      .text('data_owners')
      .notNullable()
      .comment('Who owns the systems, as the catalog said last');
  });
  await knex.schema.createTable('revision_waits', table => {
    table.comment('Whom an open decision waits for');
    table
      .string('digest', 80)
      .notNullable()
      .references('digest')
      .inTable('revisions')
      .onDelete('CASCADE');
    table.string('ref', 300).notNullable().index();
    table
      .string('kind', 10)
      .notNullable()
      .comment('review or owner: which permission it takes');
    table.primary(['digest', 'ref', 'kind']);
  });
  await knex.schema.createTable('approval_steps', table => {
    table.comment('What was done because a rule was not met in time');
    table
      .string('digest', 80)
      .notNullable()
      .references('digest')
      .inTable('revisions')
      .onDelete('CASCADE');
    table.string('submitted_at', 30).notNullable();
    table.string('policy', 60).notNullable();
    table.string('rule', 60).notNullable();
    table.integer('step').notNullable();
    table.string('done_at', 30).notNullable();
    table.primary(['digest', 'submitted_at', 'policy', 'rule', 'step']);
  });
  await knex.schema.createTable('approval_delegations', table => {
    table.comment('Who decides in whose place, and for how long');
    table.string('id', 40).primary();
    table.string('from_ref', 300).notNullable().index();
    table.string('to_ref', 300).notNullable().index();
    table.string('scope', 20).notNullable();
    table.string('begins_at', 30).notNullable();
    table.string('ends_at', 30).notNullable();
    table.string('created_at', 30).notNullable();
    table.string('ended_at', 30);
    table.string('ended_by', 300);
    table.text('reason');
  });
  await knex.schema.createTable('approval_policy_versions', table => {
    table.comment('Which policies were configured, from when');
    table.increments('id');
    table.string('digest', 80).notNullable();
    table.text('policies').notNullable();
    table.string('seen_at', 30).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'approval_policy_versions',
    'approval_delegations',
    'approval_steps',
    'revision_waits',
    'revision_approvals',
    'revision_reviews',
  ]) {
    await knex.schema.dropTable(table);
  }
};
