// The rollups of seeded calls, with the product's own cubes, buckets and keys (`rollUp.ts`), added up by the database.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('@backstage/cli-node/config/nodeTransform.cjs');

const USAGE = '../../../plugins/mcp-gateway-backend/src/usage';
const { LATENCY_BOUNDS, LATENCY_COLUMNS } = require(`${USAGE}/latency.ts`);
const { DIMENSIONS, MEASURES, NAMES } = require(`${USAGE}/types.ts`);
const { CUBES } = require(`${USAGE}/cubes.ts`);
const { rollupId } = require(`${USAGE}/rollUp.ts`);

const FEW_DAYS = 5;
const NUMBERS = [...MEASURES, ...LATENCY_COLUMNS];
/** The key as `rollupId` writes it; nothing that is seeded has a character that JSON would escape. */
const ID = `left(encode(sha256(convert_to('["' || concat_ws('","', ${DIMENSIONS.join(
  ', ',
)}) || '"]', 'UTF8')), 'hex'), 40)`;

const COUNTED = `(decision = 'allow' AND method = 'tools/call' AND outcome IN ('ok', 'tool-error'))`;
const MEASURED = {
  calls: 'count(*)',
  errors: `count(*) FILTER (WHERE outcome IN ('tool-error', 'upstream-error'))`,
  refused: `count(*) FILTER (WHERE outcome = 'refused')`,
  request_bytes: 'sum(request_bytes)',
  response_bytes: 'sum(response_bytes)',
  counted: `count(*) FILTER (WHERE ${COUNTED})`,
  estimated: '0',
  tokens_in: `coalesce(sum(ceil(request_bytes / 4.0)) FILTER (WHERE ${COUNTED}), 0)`,
  tokens_out: `coalesce(sum(ceil(response_bytes / 4.0)) FILTER (WHERE ${COUNTED}), 0)`,
  cost_micros: '0',
};
/** How many bounds are less: all but those that are not. */
const BUCKET = `${LATENCY_BOUNDS.length} - width_bucket(-duration_ms, ARRAY[${[
  ...LATENCY_BOUNDS,
]
  .reverse()
  .map(bound => -bound)}]::float8[])`;

const fullSql = `
INSERT INTO part SELECT 'full' AS cube, 'hour' AS grain, left(at, 13) || ':00:00Z' AS hour, server_ref, owner_ref, user_ref AS person,
  'group:default/team-' || lpad((right(user_ref, 3)::int % 40)::text, 2, '0') AS team,
  CASE WHEN decision = 'allow' OR reason ~ '^(grant|permission|policy|guard|limit|budget|credential)\\.' THEN coalesce(tool, '') ELSE '' END AS tool,
  regexp_replace(client, ' [0-9.]+$', '') AS client, reason,
  ${MEASURES.map(name => MEASURED[name]).join(', ')},
  ${LATENCY_COLUMNS.map(
    (_, index) =>
      `count(*) FILTER (WHERE outcome <> 'refused' AND bucket = ${index})`,
  ).join(', ')}
FROM (SELECT *, ${BUCKET} AS bucket FROM calls WHERE at >= :from AND at < :to) seen
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`;

/** Another cube of the same numbers. */
const cubeSql = changes => `
INSERT INTO part SELECT ${DIMENSIONS.map(
  name => `${changes[name] ?? name} AS ${name}`,
).join(', ')}, ${NUMBERS.map(name => `sum(${name})`).join(', ')}
FROM part WHERE cube = 'full' GROUP BY ${DIMENSIONS.map(
  (_, index) => index + 1,
).join(', ')}`;

/** Names that a cube does not tell apart are empty; of days the hour is midnight. */
const changesOf = ([cube, { grain, names }]) => ({
  cube: `'${cube}'`,
  ...Object.fromEntries(
    NAMES.filter(name => !names.includes(name)).map(name => [name, `''`]),
  ),
  ...(grain === 'day' && {
    ...{ grain: `'day'`, hour: `left(hour, 10) || 'T00:00:00Z'` },
  }),
});
const OTHERS = Object.entries(CUBES)
  .filter(([cube]) => cube !== 'full')
  .map(changesOf);

/** @param {{knex: import('knex').Knex, say(text: string): void}} options */
export async function seedRollups({ knex, say }) {
  await knex.raw('CREATE INDEX bench_calls_at ON calls (at)');
  await knex.raw('ANALYZE calls');
  const {
    rows: [{ first, last }],
  } = await knex.raw('SELECT min(at) AS first, max(at) AS last FROM calls');
  const day = offset =>
    new Date(Date.parse(first.slice(0, 10)) + offset * 86_400_000)
      .toISOString()
      .slice(0, 10);
  for (let offset = 0; day(offset) <= last; offset += FEW_DAYS) {
    await knex.transaction(async transaction => {
      await transaction.raw(
        `CREATE TEMP TABLE part ON COMMIT DROP AS SELECT ${DIMENSIONS.join(
          ', ',
        )}, ${NUMBERS.join(', ')} FROM usage_rollups LIMIT 0`,
      );
      await transaction.raw(fullSql, {
        from: day(offset),
        to: day(offset + FEW_DAYS),
      });
      for (const cube of OTHERS) await transaction.raw(cubeSql(cube));
      await transaction.raw(
        `INSERT INTO usage_rollups (id, ${DIMENSIONS.join(
          ', ',
        )}, ${NUMBERS.join(', ')}) SELECT ${ID}, * FROM part`,
      );
    });
  }
  say('rollups are there');
  await knex.raw('DROP INDEX bench_calls_at');
  // Rows that the product would not find again would be counted apart.
  for (const row of await knex('usage_rollups').limit(100))
    if (rollupId(row) !== row.id)
      throw new Error(`A seeded rollup has another id than the product's`);
  const counts = await knex('usage_rollups')
    .select('cube')
    .count({ n: '*' })
    .groupBy('cube');
  say(`rollups: ${counts.map(({ cube, n }) => `${cube} ${n}`).join(', ')}`);
}
