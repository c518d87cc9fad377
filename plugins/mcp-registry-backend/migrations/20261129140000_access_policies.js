/*
 * Policies about requests for access: what people and rules said of them, where each decision stands, whom it waits for, and what was done
 * because a rule was not met in time.
 */

// @ts-check

/**
 * @param {import('knex').Knex.CreateTableBuilder} table
 */
function ofRequest(table) {
  return table
    .string('request_id', 100)
    .notNullable()
    .references('id')
    .inTable('access_requests')
    .onDelete('CASCADE');
}

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('access_request_reviews', table => {
    table.comment('What was said of access requests, by people and by rules');
    table.increments('id');
    ofRequest(table).index();
    table.string('verdict', 10).notNullable().comment('approve or deny');
    table.string('by', 300).notNullable();
    table.string('on_behalf_of', 300);
    table.text('accounts').comment('Other accounts of the same person');
    table.string('source', 40).notNullable().comment('person or rule');
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
      .comment('Which version of the server was approved when they looked');
    table.text('rule').comment('Which rule, by which version of its policy');
    table.text('terms').comment('What they agreed to: tools and time');
    table
      .boolean('is_void')
      .notNullable()
      .defaultTo(false)
      .comment('The decision was taken back');
  });
  await knex.schema.createTable('access_request_approvals', table => {
    table.comment('Where a decision stands, as it was evaluated last');
    ofRequest(table).primary();
    table.text('state').notNullable();
    table.text('observed').comment('With the policies that are observed only');
  });
  await knex.schema.createTable('access_request_waits', table => {
    table.comment('Whom an open decision waits for');
    ofRequest(table);
    table.string('ref', 300).notNullable().index();
    table.primary(['request_id', 'ref']);
  });
  await knex.schema.createTable('access_request_steps', table => {
    table.comment('What was done because a rule was not met in time');
    ofRequest(table);
    table.string('policy', 60).notNullable();
    table.string('rule', 60).notNullable();
    table.integer('step').notNullable();
    table.string('done_at', 30).notNullable();
    table.primary(['request_id', 'policy', 'rule', 'step']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'access_request_steps',
    'access_request_waits',
    'access_request_approvals',
    'access_request_reviews',
  ]) {
    await knex.schema.dropTable(table);
  }
};
