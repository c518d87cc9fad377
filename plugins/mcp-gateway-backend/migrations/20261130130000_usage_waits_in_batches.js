// @ts-check

/**
 * Finished calls wait for the rollups many in a row of the database, instead of one in each: they come together and go together.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('usage_batches', table => {
    table.comment('Finished calls that are in no rollup yet');
    table.string('id', 36).primary();
    table.bigInteger('written_at').notNullable().comment('Milliseconds');
    table
      .text('entries')
      .notNullable()
      .comment('JSON: of each call its id, whether it expects tokens, entry');
  });
  const expects = `CASE WHEN expects_tokens = 1 THEN 'true' ELSE 'false' END`;
  await knex.raw(
    `INSERT INTO usage_batches (id, written_at, entries)
     SELECT id, written_at, '[{"id":"' || id || '","expectsTokens":' || ${expects} || ',"entry":' || entry || '}]'
     FROM usage_entries`,
  );
  await knex.schema.dropTable('usage_entries');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.createTable('usage_entries', table => {
    table.comment('Finished calls that are in no rollup yet');
    table.string('id', 36).primary().comment('Of the call');
    table.bigInteger('written_at').notNullable().comment('Milliseconds');
    table.integer('expects_tokens').notNullable().comment('0 or 1');
    table.text('entry').notNullable().comment('JSON');
  });
  const isPg = knex.client.config.client === 'pg';
  const [from, member] = isPg
    ? [
        'json_array_elements(b.entries::json) AS e',
        /** @param {string} name */
        name => `e ->> '${name}'`,
      ]
    : [
        'json_each(b.entries) AS e',
        /** @param {string} name */
        name => `json_extract(e.value, '$.${name}')`,
      ];
  const isTrue = isPg ? `'true'` : '1';
  await knex.raw(
    `INSERT INTO usage_entries (id, written_at, expects_tokens, entry)
     SELECT ${member('id')}, b.written_at, CASE WHEN ${member(
      'expectsTokens',
    )} = ${isTrue} THEN 1 ELSE 0 END, ${member('entry')}
     FROM usage_batches AS b, ${from}`,
  );
  await knex.schema.dropTable('usage_batches');
};
