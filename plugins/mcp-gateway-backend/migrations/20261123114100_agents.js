// @ts-check

/**
 * Agents: who holds a token beside the person, who let which agent act for them, when an agent was seen last, and the
 * agent of each recorded call. Times are milliseconds since the epoch.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('tokens', table => {
    table.string('actor_ref', 300).index().comment('The agent that holds it');
  });
  await knex.schema.alterTable('calls', table => {
    table.string('actor_ref', 300).comment('The agent or client that called');
  });
  await knex.schema.createTable('agents', table => {
    table.comment('When agents got a token last; idle ones are suspended');
    table.string('agent_ref', 300).primary();
    table.bigInteger('seen_at').notNullable();
  });
  await knex.schema.createTable('agent_consents', table => {
    table.comment('Which agents people let act for them');
    table.string('user_ref', 300).notNullable();
    table.string('agent_ref', 300).notNullable();
    table.bigInteger('granted_at').notNullable();
    table.bigInteger('expires_at').notNullable().index();
    table.primary(['user_ref', 'agent_ref']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('agent_consents');
  await knex.schema.dropTable('agents');
  await knex.schema.alterTable('calls', table => {
    table.dropColumn('actor_ref');
  });
  // Without its agent a token would be the person's own.
  await knex('tokens').whereNotNull('actor_ref').delete();
  await knex.schema.alterTable('tokens', table => {
    table.dropIndex(['actor_ref']);
    table.dropColumn('actor_ref');
  });
};
