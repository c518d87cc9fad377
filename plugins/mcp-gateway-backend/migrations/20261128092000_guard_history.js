// @ts-check

/**
 * What rules that look at history (`mcpGateway.guards.history`) know of the past, shared by all replicas. Never what was
 * called with or answered: who, when, which rule. Times are milliseconds since the epoch.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('guard_confirmations', table => {
    table.comment('What people said of calls that need their confirmation');
    table.string('id', 36).primary();
    table
      .string('scope', 64)
      .notNullable()
      .unique()
      .comment('SHA-256 of rule, person, session, server and tool');
    table.string('user_ref', 300).notNullable().index();
    table.string('rule_id', 50).notNullable();
    table.string('rule_title', 200).notNullable();
    table.string('server_ref', 300).notNullable();
    table
      .string('name', 200)
      .comment('The tool or method; none: all that the rule is about there');
    table.string('application', 200).comment('As it calls itself');
    table.string('actor_ref', 300).comment('The agent that acts for them');
    table.string('decision', 10).notNullable().comment('approve, deny');
    table.bigInteger('decided_at').notNullable();
    table.bigInteger('expires_at').notNullable().index();
  });
  await knex.schema.createTable('guard_links', table => {
    table.comment('Links to a confirmation that were used');
    table.string('hash', 64).primary();
    table.bigInteger('expires_at').notNullable().index();
  });
  await knex.schema.createTable('guard_reads', table => {
    table.comment('When somebody last read what a rule about flow looks for');
    table.string('key', 64).primary().comment('SHA-256 of rule and person');
    table.string('user_ref', 300).notNullable();
    table.string('rule_id', 50).notNullable();
    table.string('server_ref', 300).notNullable();
    table.bigInteger('read_at').notNullable();
    table.bigInteger('expires_at').notNullable().index();
  });
  await knex.schema.createTable('guard_counts', table => {
    table.comment('Calls counted by rules, by window of time');
    table
      .string('key', 64)
      .primary()
      .comment('SHA-256 of the rule, whom it counts and the window');
    table.integer('taken').notNullable();
    table.bigInteger('ends_at').notNullable().index();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('guard_counts');
  await knex.schema.dropTable('guard_reads');
  await knex.schema.dropTable('guard_links');
  await knex.schema.dropTable('guard_confirmations');
};
