// @ts-check

/**
 * Definitions that come from repositories: what was imported last, and what became of each change.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('gitops_sources', table => {
    table.string('id', 60).primary();
    table.string('revision', 100).comment('The commit imported last');
    table.string('imported_at', 30);
    table.string('checked_at', 30);
    table.text('summary').comment('JSON: what the last import changed');
    table.text('problem').comment('JSON: why the last try changed nothing');
  });
  await knex.schema.createTable('gitops_changes', table => {
    table.increments('id');
    table.string('source_id', 60).notNullable();
    table.string('server_id', 100).notNullable();
    table.string('change_id', 100).notNullable();
    table.string('path', 1000).notNullable();
    table.text('change').notNullable().comment('JSON: SourceChange');
    table.text('evidence').comment('JSON: who reviewed it, once it is known');
    table.string('digest', 80).comment('The revision that came of it');
    table.string('outcome', 40).notNullable();
    table.boolean('settled').notNullable().defaultTo(false);
    table.string('at', 30).notNullable();
    table.index(['server_id', 'settled'], 'gitops_changes_server');
    table.index(['source_id', 'id'], 'gitops_changes_source');
  });
  await knex.schema.createTable('gitops_authors', table => {
    table.string('server_id', 100).notNullable();
    table.string('user_ref', 300).notNullable();
    table.primary(['server_id', 'user_ref']);
  });
  await knex.schema.alterTable('servers', table => {
    table.string('source_id', 60).comment('The repository that defines it');
    table.string('source_path', 1000);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  // Not by knex, which makes SQLite's table anew to drop a column: what points at its rows would keep it from that.
  for (const column of ['source_path', 'source_id']) {
    await knex.raw('ALTER TABLE servers DROP COLUMN ??', [column]);
  }
  await knex.schema.dropTable('gitops_authors');
  await knex.schema.dropTable('gitops_changes');
  await knex.schema.dropTable('gitops_sources');
};
