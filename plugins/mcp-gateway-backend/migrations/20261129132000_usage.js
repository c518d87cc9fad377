// @ts-check

const MEASURES = [
  ...['calls', 'errors', 'refused', 'request_bytes', 'response_bytes'],
  ...['counted', 'estimated', 'tokens_in', 'tokens_out', 'cost_micros'],
  ...Array.from({ length: 30 }, (_, i) => `l${String(i).padStart(2, '0')}`),
];

/**
 * What was used, added up: by hour, server, tool, person, team and client. Finished calls wait in `usage_entries`, written in the
 * transaction that writes their end; whoever adds one up takes it away in the same transaction.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('usage_entries', table => {
    table.comment('Finished calls that are in no rollup yet');
    table.string('id', 36).primary().comment('Of the call');
    table.bigInteger('written_at').notNullable().comment('Milliseconds');
    table.integer('expects_tokens').notNullable().comment('0 or 1');
    table.text('entry').notNullable().comment('JSON');
  });
  await knex.schema.createTable('usage_tokens', table => {
    table.comment('Tokens of calls that are in no rollup yet');
    table.string('id', 36).primary().comment('Of the call');
    table.bigInteger('written_at').notNullable().index();
    table.integer('tokens_in').notNullable();
    table.integer('tokens_out').notNullable();
    table.integer('is_estimated').notNullable().comment('0 or 1');
  });
  await knex.schema.createTable('usage_rollups', table => {
    table.comment(
      'Usage, added up three times over, each for one kind of question',
    );
    table.string('id', 40).primary().comment('A digest of the key');
    table
      .string('cube', 10)
      .notNullable()
      .comment(
        'full: all of the key; tools: nobody named; people: by day, no tool named',
      );
    table.string('grain', 5).notNullable().comment('hour or day');
    table.string('hour', 20).notNullable();
    for (const name of ['server_ref', 'owner_ref', 'person', 'team']) {
      table
        .string(name, 300)
        .notNullable()
        .comment("'': not known or not named");
    }
    table.string('tool', 200).notNullable();
    table.string('client', 200).notNullable();
    table.string('reason', 60).notNullable();
    for (const name of MEASURES) {
      table.bigInteger(name).notNullable().defaultTo(0);
    }
    table.index(['cube', 'hour']);
    table.index(['cube', 'server_ref', 'hour']);
    table.index(['cube', 'owner_ref', 'hour']);
    table.index(['cube', 'person', 'hour']);
    table.index(['cube', 'team', 'hour']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('usage_rollups');
  await knex.schema.dropTable('usage_tokens');
  await knex.schema.dropTable('usage_entries');
};
