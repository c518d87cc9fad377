// @ts-check

// What the portal's policy says of a person's reading the catalog, as it was when their token was issued: refusals are
// told by it. A token from before has none, and its holder is told the least.
/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('tokens', table => {
    table
      .text('catalog_read')
      .nullable()
      .comment('Policy decision on catalog.entity.read, JSON');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('tokens', table => {
    table.dropColumn('catalog_read');
  });
};
