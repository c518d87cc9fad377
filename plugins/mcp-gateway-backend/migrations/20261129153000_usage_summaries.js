// @ts-check

const NAMES = [
  ...['server_ref', 'owner_ref', 'person', 'team'],
  ...['tool', 'client', 'reason'],
];
const MEASURES = [
  ...['calls', 'errors', 'refused', 'request_bytes', 'response_bytes'],
  ...['counted', 'estimated', 'tokens_in', 'tokens_out', 'cost_micros'],
  ...Array.from({ length: 30 }, (_, i) => `l${String(i).padStart(2, '0')}`),
];
/** The rollups that are new, made from those that are there: cube, what it is made from, what it tells apart. */
const CUBES = /** @type {const} */ ([
  ['hours', 'tools', undefined],
  ['owners', 'tools', 'owner_ref'],
  ['teams', 'full', 'team'],
]);

/**
 * Pages of usage for weeks and months read few rows: hours with no name but one, and days and weeks that are over by what pages ask
 * for. Days are summarised in the background, the old ones too; until then they are read from the rollups.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('usage_summaries', table => {
    table.comment('Usage of days and weeks that are over');
    table.bigIncrements('id');
    table
      .string('cube', 15)
      .notNullable()
      .comment('What is told apart; all else is empty');
    table.string('grain', 5).notNullable().comment('day or week');
    table.string('day', 10).notNullable().comment('Of a week: its Monday');
    for (const name of NAMES.slice(0, 4)) {
      table.string(name, 300).notNullable();
    }
    table.string('tool', 200).notNullable();
    table.string('client', 200).notNullable();
    table.string('reason', 60).notNullable();
    for (const name of MEASURES) {
      table.bigInteger(name).notNullable().defaultTo(0);
    }
    table.index(['cube', 'grain', 'owner_ref', 'day']);
    table.index(['cube', 'grain', 'team', 'day']);
    table.index(['cube', 'grain', 'server_ref', 'day']);
    table.index(['cube', 'grain', 'person', 'day']);
  });
  const byDay = 'CREATE INDEX usage_summaries_by_day ON usage_summaries';
  const isPg = knex.client.config.client === 'pg';
  // The most used of a time are found in the index alone.
  await knex.raw(
    isPg
      ? `${byDay} (cube, grain, day) INCLUDE (calls, ${NAMES.join(', ')})`
      : `${byDay} (cube, grain, day)`,
  );
  await knex.schema.createTable('usage_summary_days', table => {
    table.comment('Days and weeks of which there are summaries');
    table.string('grain', 5).notNullable();
    table.string('day', 10).notNullable();
    table.primary(['grain', 'day']);
  });
  for (const [cube, from, name] of CUBES) {
    const names = NAMES.map(one => (one === name ? one : "''")).join(', ');
    const key = ['grain', 'hour', ...(name ? [name] : [])].join(', ');
    await knex.raw(
      `INSERT INTO usage_rollups (id, cube, grain, hour, ${NAMES.join(
        ', ',
      )}, ${MEASURES.join(', ')})
       SELECT '${cube}-' || row_number() OVER (ORDER BY ${key}), '${cube}', grain, hour, ${names}, ${MEASURES.map(
        one => `sum(${one})`,
      ).join(', ')}
       FROM usage_rollups WHERE cube = '${from}' GROUP BY ${key}`,
    );
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex('usage_rollups')
    .whereIn(
      'cube',
      CUBES.map(([cube]) => cube),
    )
    .delete();
  await knex.schema.dropTable('usage_summary_days');
  await knex.schema.dropTable('usage_summaries');
};
