// @ts-check

/**
 * What others tell the detectors, until they have looked at it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('alert_facts', table => {
    table.comment('What checks of the registry say of what is served');
    table.increments('id');
    table.text('fact').notNullable().comment('JSON');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('alert_facts');
};
