// @ts-check

/**
 * The audit log: every event of every writer (one life of one replica) as it stood in the writer's spool, its exact text, and the hashes
 * that chain it. `calls` is filled from the same events, in the same transaction, and is what pages read.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('audit_installation', table => {
    table.comment(
      'One row: which installation this database is, so that no spool of another one gets into it',
    );
    table.integer('id').primary();
    table.string('installation', 40).notNullable();
  });
  await knex.schema.createTable('audit_writers', table => {
    table.comment('The head of every chain that there ever was');
    table.string('writer', 128).primary();
    table.bigInteger('seq').notNullable().comment('Of its newest event here');
    table.string('hash', 64).notNullable().comment('Of its newest event here');
    table.string('started_at', 30).notNullable();
    table.string('heard_at', 30).notNullable();
    table
      .string('ended_at', 30)
      .comment('Nothing follows: it was stopped, or its spool is empty');
    table
      .integer('torn_bytes')
      .notNullable()
      .defaultTo(0)
      .comment('Of a line that was being written when the writer died');
  });
  await knex.schema.createTable('audit_events', table => {
    table.string('writer', 128).notNullable();
    table.bigInteger('seq').notNullable();
    table.string('prev', 64).notNullable();
    table.string('hash', 64).notNullable();
    table.string('at', 30).notNullable().comment('When it was written down');
    table.string('type', 60).notNullable();
    table.string('call_id', 100).comment('null: it is about no call');
    table.text('text').notNullable().comment('Exactly as it was hashed');
    table.primary(['writer', 'seq']);
    table.index(['call_id']);
    table.index(['writer', 'at']);
  });
  await knex.schema.createTable('audit_gaps', table => {
    table.comment('Events that were deleted when their time was over');
    table.string('writer', 128).notNullable();
    table.bigInteger('from_seq').notNullable();
    table.bigInteger('to_seq').notNullable();
    table.string('prev', 64).notNullable().comment('The hash before them');
    table.string('last', 64).notNullable().comment('The hash of the last one');
    table.string('at', 30).notNullable();
    table.string('by', 300).notNullable();
    table.string('reason', 200).notNullable();
    table.primary(['writer', 'from_seq']);
  });
  await knex.schema.alterTable('calls', table => {
    table.string('trace_id', 32).comment('W3C');
    table.string('upstream_request_id', 100).comment('What the server says');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const column of ['upstream_request_id', 'trace_id']) {
    await knex.raw('ALTER TABLE ?? DROP COLUMN ??', ['calls', column]);
  }
  for (const table of [
    'audit_gaps',
    'audit_events',
    'audit_writers',
    'audit_installation',
  ]) {
    await knex.schema.dropTable(table);
  }
};
