/*
 * Stops that a rule of the gateway has placed: which rule, for which alert. One reaction may place several.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('stops', table => {
    table
      .string('reaction_id', 100)
      .comment('Of the gateway; absent: a person stopped it');
    table
      .text('rule')
      .comment('JSON: the rule, the alert and whom it is about');
    table.index(['reaction_id']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('stops', table => {
    table.dropIndex(['reaction_id']);
  });
  await knex.raw('ALTER TABLE stops DROP COLUMN ??', ['rule']);
  await knex.raw('ALTER TABLE stops DROP COLUMN ??', ['reaction_id']);
};
