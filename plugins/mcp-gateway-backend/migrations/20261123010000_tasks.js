// @ts-check

// Which person's call of which tool began a task at a server; of its id only the hash is kept.
/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('tasks', table => {
    table.comment('Tasks that servers began for people');
    table
      .string('id_hash', 64)
      .primary()
      .comment('SHA-256 of server id and task id');
    table.string('server_id', 100).notNullable();
    table.string('user_ref', 300).notNullable();
    table.string('tool', 200).notNullable();
    table
      .string('created_at', 30)
      .notNullable()
      .index()
      .comment('ISO 8601, UTC');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('tasks');
};
