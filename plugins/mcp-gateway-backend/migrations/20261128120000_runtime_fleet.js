// @ts-check

/**
 * What each replica that runs servers says of itself, for those who look after all of them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runtime_owners', table => {
    table.string('host', 255).comment('The name of its machine');
    table.text('drivers').comment('JSON: what each driver can do there');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('runtime_owners', table => {
    table.dropColumn('drivers');
    table.dropColumn('host');
  });
};
