// @ts-check

// What the era bridge learns of servers, and what a session asks for that its own id cannot carry.
/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('upstream_eras', table => {
    table.comment('Which eras of MCP servers were found to speak');
    table
      .string('id', 80)
      .primary()
      .comment('SHA-256 of server, revision and address; the era');
    table.boolean('speaks').notNullable();
    table
      .bigInteger('checked_at')
      .notNullable()
      .index()
      .comment('Milliseconds since the epoch');
  });
  await knex.schema.createTable('bridged_sessions', table => {
    table.comment('What sessions with servers of the stateless era asked for');
    table.string('id', 64).primary().comment('SHA-256 of Mcp-Session-Id');
    table.text('wishes').notNullable().comment('JSON');
    table.bigInteger('changed_at').notNullable().index();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('bridged_sessions');
  await knex.schema.dropTable('upstream_eras');
};
