// @ts-check

/**
 * For searches of calls that found nothing, or little, only after they had read everything: by the beginning of a client's name, and by a
 * reason that is asked for without saying whether the call was refused (a result may be, after its call was allowed).
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(
    `CREATE INDEX calls_by_reason ON calls (reason, id) WHERE reason <> 'granted'`,
  );
  // SQLite finds no beginnings in an index where letters are compared as LIKE does.
  if (knex.client.config.client === 'pg') {
    await knex.raw(
      'CREATE INDEX calls_by_client ON calls (client varchar_pattern_ops, id)',
    );
  }
  // Whoever names a reason finds it in the other one.
  await knex.raw('DROP INDEX calls_by_refusal');
  await knex.raw(
    `CREATE INDEX calls_refused ON calls (id) WHERE decision = 'deny'`,
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX calls_refused');
  await knex.raw(
    `CREATE INDEX calls_by_refusal ON calls (reason, id) WHERE decision = 'deny'`,
  );
  if (knex.client.config.client === 'pg') {
    await knex.raw('DROP INDEX calls_by_client');
  }
  await knex.raw('DROP INDEX calls_by_reason');
};
