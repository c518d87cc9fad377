/*
 * What packages are made of, and what is known about it: lists of contents (SBOM) of revisions, advisories (OSV) and statements
 * (VEX) that the company supplies, and what people were told when a verdict turned worse.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('revision_sboms', table => {
    table.comment('Lists of contents of revisions');
    table
      .string('digest', 80)
      .notNullable()
      .references('digest')
      .inTable('revisions')
      .onDelete('CASCADE');
    table
      .string('origin', 20)
      .notNullable()
      .comment('installed, published or uploaded');
    table.string('format', 20).notNullable().comment('cyclonedx or spdx');
    table.string('spec_version', 20).notNullable();
    table.text('document').notNullable();
    table.string('sha256', 64).notNullable();
    table.integer('components').notNullable();
    table.string('at', 30).notNullable();
    table.string('by', 300).comment('Who uploaded it');
    table.primary(['digest', 'origin']);
  });
  await knex.schema.createTable('contents_sources', table => {
    table.comment('What was read of each source of advisories and statements');
    table.string('kind', 10).notNullable().comment('osv or vex');
    table.string('name', 100).notNullable();
    table.string('fingerprint', 64);
    table.string('generation', 60).comment('Of the rows that count');
    table.string('as_of', 30).comment('How old what it says is');
    table.string('read_at', 30).comment('When it was last seen whole');
    table.string('tried_at', 30).notNullable();
    table.text('problem').comment('Why the last try did not succeed');
    table.text('counts').notNullable().comment('JSON');
    table.primary(['kind', 'name']);
  });
  await knex.schema.createTable('osv_affected', table => {
    table.comment('What advisories say of packages');
    table.increments('id');
    table.string('source', 100).notNullable();
    table.string('generation', 60).notNullable();
    table.string('ecosystem', 20).notNullable();
    table.string('package_key', 300).notNullable();
    table.text('advisory').notNullable().comment('JSON');
    table.index(['ecosystem', 'package_key']);
    table.index(['source', 'generation']);
  });
  await knex.schema.createTable('vex_statements', table => {
    table.comment('What somebody says of a vulnerability in a product');
    table.increments('id');
    table.string('source', 100).notNullable();
    table.string('generation', 60).notNullable();
    table.string('vulnerability', 100).notNullable();
    table.text('statement').notNullable().comment('JSON');
    table.index(['vulnerability']);
    table.index(['source', 'generation']);
  });
  await knex.schema.createTable('check_alerts', table => {
    table.comment(
      'How bad each verdict was when those who answer for it last knew',
    );
    table
      .string('digest', 80)
      .notNullable()
      .references('digest')
      .inTable('revisions')
      .onDelete('CASCADE');
    table.string('check_id', 60).notNullable();
    table.string('outcome', 20).notNullable();
    table.text('serious').notNullable().comment('JSON: names of findings');
    table.string('at', 30).notNullable();
    table.primary(['digest', 'check_id']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('check_alerts');
  await knex.schema.dropTable('vex_statements');
  await knex.schema.dropTable('osv_affected');
  await knex.schema.dropTable('contents_sources');
  await knex.schema.dropTable('revision_sboms');
};
