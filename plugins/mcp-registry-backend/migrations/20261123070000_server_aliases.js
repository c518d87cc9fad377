/*
 * Short names of servers, the prefixes of their tools at the endpoint for all servers. Kept when a server is gone: no other
 * server ever gets its alias.
 */

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('server_aliases', table => {
    table.comment('Short names of servers, each one server’s for good');
    table.string('alias', 20).primary();
    table.string('server_id', 100).notNullable().unique();
  });
  const taken = new Set();
  const servers = await knex('servers').orderBy('created_at').select();
  for (const { id, name } of servers) {
    const clean = name
      .toLocaleLowerCase('en-US')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+/, '');
    let alias;
    for (let number = 1; !alias || taken.has(alias); number++) {
      const suffix = number > 1 ? `-${number}` : '';
      const short = clean.slice(0, 20 - suffix.length).replace(/-+$/, '');
      alias = `${short || 'server'}${suffix}`;
    }
    taken.add(alias);
    await knex('server_aliases').insert({ alias, server_id: id });
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('server_aliases');
};
