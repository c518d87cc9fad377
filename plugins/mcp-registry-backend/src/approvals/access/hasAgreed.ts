import type { Knex } from 'knex';

const TABLE = 'access_request_reviews';

/** That somebody said something of the request at hand. */
export function saidOf(knex: Knex, ref: string): Knex.QueryBuilder {
  return knex(TABLE)
    .where(`${TABLE}.request_id`, knex.ref('access_requests.id'))
    .where({ [`${TABLE}.by`]: ref });
}

/** That somebody agreed to the request at hand, themselves or by who stood in, on the version of the server that is approved now. */
export function hasAgreed(knex: Knex, ref: string): Knex.QueryBuilder {
  return knex(TABLE)
    .where(`${TABLE}.request_id`, knex.ref('access_requests.id'))
    .where({ [`${TABLE}.is_void`]: false })
    .where(theirs =>
      theirs
        .where({ [`${TABLE}.by`]: ref })
        .orWhere({ [`${TABLE}.on_behalf_of`]: ref }),
    )
    .where(same =>
      same
        .where(`${TABLE}.base_digest`, knex.ref('servers.approved_digest'))
        .orWhere(none =>
          none
            .whereNull(`${TABLE}.base_digest`)
            .whereNull('servers.approved_digest'),
        ),
    );
}
