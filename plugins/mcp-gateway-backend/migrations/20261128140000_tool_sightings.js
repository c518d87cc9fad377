// @ts-check

/**
 * How servers listed their tools last, and which of them are held back for it: the same for all replicas.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('tool_sighting_head', table => {
    table.comment('Counts the writes to tool_sightings, for replicas');
    table.integer('id').primary();
    table.bigInteger('head').notNullable();
  });
  await knex('tool_sighting_head').insert({ id: 1, head: 0 });
  await knex.schema.createTable('tool_sightings', table => {
    table.comment('Tools as servers listed them last');
    table.string('server_id', 100).notNullable();
    table.string('tool', 200).notNullable();
    table
      .string('departure', 20)
      .comment('How it departs from what was approved; null: it is served');
    table.string('reason', 40).notNullable().comment('Of the last transition');
    table.text('seen').comment('JSON: its print; null: not in a whole list');
    table
      .text('definition')
      .comment('JSON: as listed, where that is not what was approved');
    table
      .string('settled_at', 30)
      .notNullable()
      .comment('The decision that it was judged by');
    table.string('since', 30).notNullable().comment('Of this departure');
    table.bigInteger('version').notNullable().index();
    table.primary(['server_id', 'tool']);
  });
  await knex.schema.createTable('tool_comparisons', table => {
    table.comment('When the gateway itself last asked a server for its tools');
    table.string('server_id', 100).primary();
    table.string('settled_at', 30).notNullable();
    table.string('compared_at', 30).notNullable();
    table.text('error').comment('Why its tools could not be learnt');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('tool_comparisons');
  await knex.schema.dropTable('tool_sightings');
  await knex.schema.dropTable('tool_sighting_head');
};
