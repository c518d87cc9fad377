/*
 * Wishes to lift conditions wait for people as versions do: whom they wait for, who spoke, and what became of them.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('condition_lifts', table => {
    table.text('standing').comment('JSON: as it was evaluated last');
    table.string('decided_at', 30);
    table.string('decided_by', 300);
    table.text('decision_reason');
    table.index(['state', 'requested_at']);
  });
  await knex.schema.createTable('condition_lift_waits', table => {
    table.comment('Whom an open wish waits for');
    table
      .string('lift_id', 40)
      .notNullable()
      .references('id')
      .inTable('condition_lifts')
      .onDelete('CASCADE');
    table.string('ref', 300).notNullable().index();
    table
      .string('kind', 10)
      .notNullable()
      .comment('review or owner: which permission it takes');
    table.primary(['lift_id', 'ref', 'kind']);
  });
  await knex.schema.createTable('condition_lift_voices', table => {
    table.comment('Who said something of a wish, or had it said for them');
    table
      .string('lift_id', 40)
      .notNullable()
      .references('id')
      .inTable('condition_lifts')
      .onDelete('CASCADE');
    table.string('ref', 300).notNullable();
    table.primary(['lift_id', 'ref']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('condition_lift_voices');
  await knex.schema.dropTable('condition_lift_waits');
  await knex.schema.alterTable('condition_lifts', table => {
    table.dropIndex(['state', 'requested_at']);
  });
  // Not by knex, which makes SQLite's table anew to drop a column.
  for (const column of [
    'decision_reason',
    'decided_by',
    'decided_at',
    'standing',
  ]) {
    await knex.raw(`ALTER TABLE condition_lifts DROP COLUMN ${column}`);
  }
};
