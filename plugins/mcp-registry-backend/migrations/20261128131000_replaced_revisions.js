/*
 * A revision that was approved until another one was is `replaced`: it can be rolled back to. `superseded` are those alone that were
 * taken away before anybody decided. Until now both had that name; who was decided about tells them apart.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex('revisions')
    .where({ state: 'superseded' })
    .whereNotNull('decided_at')
    .update({ state: 'replaced' });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex('revisions')
    .where({ state: 'replaced' })
    .update({ state: 'superseded' });
};
