// @ts-check

/**
 * Detectors read calls in the order in which each writer's events came into the database, from a place in its chain, instead of walking
 * the last minutes of calls for those that they have not seen. What they have seen out of that order stays noted.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('alert_read_chains', table => {
    table.comment('How far detectors have read the chain of each writer');
    table.string('writer', 128).primary();
    table.bigInteger('seq').notNullable();
  });
  const place = await knex('alert_positions')
    .where({ source: 'calls' })
    .first();
  if (!place) return;
  // All that began before the position, and what is noted behind it, was looked at; what was not may stand before some of that in a chain.
  await knex.raw(
    `INSERT INTO alert_read_chains (writer, seq)
     SELECT w.writer, coalesce((
       SELECT min(e.seq) - 1 FROM audit_events AS e
       WHERE e.writer = w.writer AND e.call_id > ? AND e.type NOT LIKE 'sallyport%'
         AND NOT EXISTS (SELECT 1 FROM alert_seen_calls AS s WHERE CAST(s.id AS text) = e.call_id)
     ), w.seq)
     FROM audit_writers AS w`,
    [place.position],
  );
  await knex('alert_positions')
    .where({ source: 'calls' })
    .update({ position: `${place.position} 0` });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  const place = await knex('alert_positions')
    .where({ source: 'calls' })
    .first();
  if (place) {
    const [position] = place.position.split(' ');
    await knex.raw(
      `INSERT INTO alert_seen_calls (id)
       SELECT DISTINCT c.id FROM calls AS c
       JOIN audit_events AS e ON e.call_id = CAST(c.id AS text)
       JOIN alert_read_chains AS r ON r.writer = e.writer AND e.seq <= r.seq
       WHERE c.id > ? AND c.outcome <> 'pending'
         AND NOT EXISTS (SELECT 1 FROM alert_seen_calls AS s WHERE s.id = c.id)`,
      [position],
    );
    await knex('alert_positions')
      .where({ source: 'calls' })
      .update({ position });
  }
  await knex.schema.dropTable('alert_read_chains');
};
