/*
 * What reviewers and the registry itself ask for all the time must not read all that there is: what was decided, newest first; of
 * which servers a tool is held back; which servers end.
 */

// @ts-check

const INDEXES = {
  revisions_decided:
    'ON revisions (decided_at, digest) WHERE decided_at IS NOT NULL',
  access_requests_decided:
    'ON access_requests (decided_at, id) WHERE decided_at IS NOT NULL',
  servers_held: 'ON servers (id) WHERE held_tools IS NOT NULL',
  servers_ending: 'ON servers (id) WHERE end_of_life IS NOT NULL',
};

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  // Not by knex, which leaves conditions of indexes out on SQLite.
  for (const [name, what] of Object.entries(INDEXES)) {
    await knex.raw(`CREATE INDEX ${name} ${what}`);
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const name of Object.keys(INDEXES)) {
    await knex.raw(`DROP INDEX ${name}`);
  }
};
