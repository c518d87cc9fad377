// @ts-check

/**
 * Company policies that are written in the portal: versions that never change, and proposals that wait for a second person.
 * Times are ISO 8601 text in UTC.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('policy_head', table => {
    table.comment('Counts versions, so that replicas see that there is one');
    table.integer('id').primary();
    table.bigInteger('head').notNullable();
  });
  await knex('policy_head').insert({ id: 1, head: 0 });
  await knex.schema.createTable('policy_versions', table => {
    table.comment('Every version of every policy; the last one holds');
    table.string('name', 63).notNullable();
    table.integer('version').notNullable();
    table.string('mode', 10).notNullable().comment('observe, enforce, removed');
    table.text('text').notNullable().comment('Cedar');
    table.text('cases').notNullable().comment('JSON');
    table.string('comment', 500).notNullable();
    table.string('digest', 80).notNullable();
    table.string('author', 300).notNullable();
    table.string('confirmed_by', 300).comment('Where it took two people');
    table.integer('restored_from').comment('The version it was taken from');
    table.string('created_at', 30).notNullable();
    table.primary(['name', 'version']);
  });
  await knex.schema.createTable('policy_proposals', table => {
    table.comment('Versions to be, until a second person confirms them');
    table.string('name', 63).primary();
    table.integer('base_version').notNullable().comment('0: there was none');
    table.string('mode', 10).notNullable();
    table.text('text').notNullable();
    table.text('cases').notNullable();
    table.string('comment', 500).notNullable();
    table.string('digest', 80).notNullable();
    table.string('author', 300).notNullable();
    table.integer('restored_from');
    table.string('created_at', 30).notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of ['policy_proposals', 'policy_versions', 'policy_head']) {
    await knex.schema.dropTable(table);
  }
};
