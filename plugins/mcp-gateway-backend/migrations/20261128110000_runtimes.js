// @ts-check

/**
 * Servers that the gateway runs: which replica runs which runtime, and what has become of each.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('runtime_owners', table => {
    table.comment('Replicas that run servers: alive while they are heard of');
    table.string('id', 64).primary();
    table
      .bigInteger('heard_at')
      .notNullable()
      .index()
      .comment('Milliseconds since the epoch');
  });
  await knex.schema.createTable('runtimes', table => {
    table.comment(
      'Runtimes that there are now, each with the replica it is on',
    );
    table.string('runtime_id', 64).primary();
    table.string('owner', 64).notNullable().index();
    table.string('server_id', 100).notNullable().index();
    table.string('server_ref', 300).notNullable();
    table
      .string('digest', 100)
      .notNullable()
      .comment('Of the revision it runs');
    table.string('isolation', 20).notNullable();
    table.string('person', 300).comment('Whose it is, where it is not shared');
    table.string('state', 20).notNullable();
    table.string('driver', 20).notNullable();
    table.string('tier', 100);
    table.text('bounds').notNullable().comment('JSON: how each bound is kept');
    table.bigInteger('started_at').notNullable();
    table.bigInteger('changed_at').notNullable();
    table.text('usage').comment('JSON');
    table.string('asked', 20).comment('What its replica is to do with it');
  });
  await knex.schema.createTable('runtime_events', table => {
    table.comment('What happened to runtimes, and why');
    table.increments('id');
    table.bigInteger('at').notNullable().index();
    table.string('server_id', 100).notNullable();
    table.string('runtime_id', 64).notNullable();
    table.string('person', 300);
    table.string('state', 20).notNullable().comment('After it');
    table.string('event', 30).notNullable();
    table.string('why', 500);
    table.index(['server_id', 'id']);
  });
  await knex.schema.createTable('runtime_lines', table => {
    table.comment(
      'What runtimes write to their standard error, the latest of it',
    );
    table.increments('id');
    table.bigInteger('at').notNullable().index();
    table.string('server_id', 100).notNullable();
    table.string('runtime_id', 64).notNullable();
    table.text('text').notNullable();
    table.index(['server_id', 'id']);
  });
  await knex.schema.createTable('runtime_egress', table => {
    table.comment('Where runtimes wanted to connect to');
    table.increments('id');
    table.bigInteger('at').notNullable().index();
    table.string('server_id', 100).notNullable();
    table.string('runtime_id', 64).notNullable();
    table.string('host', 300).notNullable();
    table.integer('port').notNullable();
    table.boolean('allowed').notNullable();
    table.string('why', 300);
    table.integer('count').notNullable().comment('So often at about that time');
    table.index(['server_id', 'id']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'runtime_egress',
    'runtime_lines',
    'runtime_events',
    'runtimes',
    'runtime_owners',
  ]) {
    await knex.schema.dropTable(table);
  }
};
