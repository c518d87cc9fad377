// @ts-check

/**
 * Alerts: what detectors remember and found, what people made of it, and who has to be told.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('alert_positions', table => {
    table.comment('How far detectors have read each source');
    table.string('source', 40).primary();
    table.string('position', 100).notNullable();
  });
  await knex.schema.createTable('alert_seen_calls', table => {
    table.comment('Calls after the position that were looked at already');
    table.uuid('id').primary();
  });
  await knex.schema.createTable('alert_states', table => {
    table.comment('What a detector remembers of one person, agent or server');
    table.string('detector', 40).notNullable();
    table.string('subject', 300).notNullable();
    table.text('state').notNullable().comment('JSON');
    table.bigInteger('at').notNullable().index();
    table.primary(['detector', 'subject']);
  });
  await knex.schema.createTable('alerts', table => {
    table.comment('What was found, one row for each thing that it is about');
    table.uuid('id').primary();
    table.string('key_digest', 64).notNullable().unique();
    table.string('detector', 40).notNullable();
    table.string('severity', 20).notNullable();
    table.string('state', 20).notNullable();
    table.string('who', 300);
    table.string('server_ref', 300);
    table.string('owner_ref', 300).comment('When it was found');
    table.string('tool', 200);
    table.text('evidence').notNullable().comment('JSON');
    table.text('calls').notNullable().comment('JSON: ids');
    table.string('fingerprint', 300).notNullable();
    table.string('first_at', 30).notNullable();
    table.string('last_at', 30).notNullable();
    table.integer('times').notNullable();
    table.string('changed_at', 30).notNullable().index();
    table.index(['owner_ref', 'changed_at']);
  });
  await knex.schema.createTable('alert_events', table => {
    table.comment('What happened to alerts, and who did it');
    table.increments('id');
    table.uuid('alert_id').notNullable().index();
    table.string('at', 30).notNullable();
    table.string('what', 20).notNullable();
    table.string('by', 300).comment('Absent: a detector');
    table.string('reason', 1000);
  });
  await knex.schema.createTable('alert_messages', table => {
    table.comment('Who has to be told what: gone when it was sent');
    table.increments('id');
    table.uuid('alert_id').notNullable().index();
    table.string('route', 100).notNullable();
    table.string('what', 20).notNullable();
    table.bigInteger('due_at').notNullable().index();
    table.integer('tries').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'alert_messages',
    'alert_events',
    'alerts',
    'alert_states',
    'alert_seen_calls',
    'alert_positions',
  ]) {
    await knex.schema.dropTable(table);
  }
};
