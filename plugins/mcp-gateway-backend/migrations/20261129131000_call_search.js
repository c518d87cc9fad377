// @ts-check

/** One index for each question that is asked of calls: what is compared first, then the id, which is the order of the answer. */
const INDEXES = [
  ['calls_by_actor', 'actor_ref', 'actor_ref IS NOT NULL'],
  ['calls_by_tool', 'tool', 'tool IS NOT NULL'],
  ['calls_by_grant', 'grant_id', 'grant_id IS NOT NULL'],
  ['calls_by_revision', 'revision_digest', 'revision_digest IS NOT NULL'],
  ['calls_by_session', 'session_id', 'session_id IS NOT NULL'],
  ['calls_by_refusal', 'reason', "decision = 'deny'"],
  ['calls_by_failure', 'outcome', "outcome <> 'ok'"],
];

/**
 * For the search of calls, and views of it that people save.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  for (const [name, column, condition] of INDEXES) {
    await knex.raw(
      `CREATE INDEX ${name} ON calls (${column}, id) WHERE ${condition}`,
    );
  }
  await knex.schema.createTable('activity_views', table => {
    table.comment('Searches of calls that people saved for themselves');
    table.uuid('id').primary();
    table.string('user_ref', 300).notNullable();
    table.string('name', 80).notNullable();
    table.string('query', 2000).notNullable();
    table.string('saved_at', 30).notNullable();
    table.unique(['user_ref', 'name']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('activity_views');
  for (const [name] of INDEXES) {
    await knex.raw(`DROP INDEX ${name}`);
  }
};
