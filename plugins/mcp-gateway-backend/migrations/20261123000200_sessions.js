// @ts-check

// Whose session an MCP session id is; only its hash is kept.
/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('sessions', table => {
    table.comment('Sessions that upstream servers opened for people');
    table.string('id_hash', 64).primary().comment('SHA-256 of Mcp-Session-Id');
    table.string('server_ref', 300).notNullable();
    table.string('user_ref', 300).notNullable();
    table.string('client', 200).comment('Name and version of the client');
    table
      .string('created_at', 30)
      .notNullable()
      .index()
      .comment('ISO 8601, UTC');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('sessions');
};
