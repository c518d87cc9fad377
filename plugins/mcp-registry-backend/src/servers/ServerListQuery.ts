import {
  type RegistrySchemas,
  SERVED_STATUSES,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { McpServerFilter } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import { afterKey } from '../database/afterKey';
import { applyCriteria } from '../database/applyCriteria';
import { cutPage, decodeCursor } from '../database/keyset';
import type { Caller } from '../service/Caller';
import type { Allowed } from '../service/Policy';
import {
  type ServerRecord,
  type ServerRow,
  toServerRecord,
} from './ServerRecord';

const FILTER_COLUMNS = {
  owner: 'owner',
  status: 'status',
  riskTier: 'risk_tier',
  dataClassification: 'data_classification',
};

/** What to list. */
export interface ServerListOptions {
  caller: Caller;
  /** Entity refs that the catalog shows the caller. */
  visibleRefs: string[];
  allowed: Allowed<McpServerFilter>;
  now: Date;
  search?: string;
  owner?: string;
  dataClassification?: RegistrySchemas['DataClassification'];
  riskTier?: RegistrySchemas['RiskTier'];
  tag?: string;
  status?: RegistrySchemas['ServerStatus'];
  usable?: boolean;
  /** Servers of which a stop or a condition refuses every call of the caller; where they are stopped themselves, all. */
  unusable?: readonly string[] | 'all';
  limit: number;
  cursor?: string;
}

/** A page of servers with the values to filter by. */
export interface ServerList {
  items: ServerRecord[];
  totalItems: number;
  nextCursor?: string;
  facets: { owners: string[]; tags: string[] };
}

/** Lists servers that a person may see. */
export async function listServers(
  knex: Knex,
  options: ServerListOptions,
): Promise<ServerList> {
  if (options.allowed.kind === 'none') {
    return { items: [], totalItems: 0, facets: { owners: [], tags: [] } };
  }
  const counted = await narrowed(knex, options).count<{ total: number }[]>({
    total: '*',
  });
  const page = narrowed(knex, options);
  afterKey(page, {
    column: 'sort_title',
    id: 'id',
    order: 'asc',
    key: decodeCursor(options.cursor),
  });
  const rows: ServerRow[] = await page.limit(options.limit + 1).select('*');
  const { items, nextCursor } = cutPage(rows, {
    limit: options.limit,
    keyOf: row => [row.sort_title, row.id],
  });
  const owners: { owner: string }[] = await visible(knex, options)
    .distinct('owner')
    .orderBy('owner');
  const tags: { tag: string }[] = await knex('server_tags')
    .whereIn('server_id', visible(knex, options).select('id'))
    .distinct('tag')
    .orderBy('tag');
  return {
    items: items.map(toServerRecord),
    totalItems: Number(counted[0]?.total ?? 0),
    nextCursor,
    facets: {
      owners: owners.map(row => row.owner),
      tags: tags.map(row => row.tag),
    },
  };
}

function visible(knex: Knex, options: ServerListOptions): Knex.QueryBuilder {
  const { caller, visibleRefs, allowed } = options;
  const query = knex('servers').whereNotNull('current_ref');
  query.where(known => {
    known.whereIn('server_ref', visibleRefs);
    // Registered in the portal and not in the catalog yet: only those concerned know of it.
    known.orWhere(fresh => {
      fresh.whereNotNull('definition').where({ in_catalog: false });
      if (!caller.isApprover) {
        fresh.where(mine =>
          mine
            .whereIn('owner', caller.ownershipEntityRefs)
            .orWhere({ registered_by: caller.userEntityRef }),
        );
      }
    });
  });
  if (allowed.kind === 'some') {
    query.where(policy => {
      policy.where(some =>
        applyCriteria(some, allowed.criteria, FILTER_COLUMNS),
      );
      // Who decides about a server must see it.
      policy.orWhereIn('owner', caller.ownershipEntityRefs);
    });
  }
  return query;
}

function narrowed(knex: Knex, options: ServerListOptions): Knex.QueryBuilder {
  const query = visible(knex, options);
  const equals = {
    owner: options.owner?.toLocaleLowerCase('en-US'),
    data_classification: options.dataClassification,
    risk_tier: options.riskTier,
    status: options.status,
  };
  for (const [column, value] of Object.entries(equals)) {
    if (value !== undefined) {
      query.where(column, value);
    }
  }
  if (options.tag !== undefined) {
    query.whereIn(
      'id',
      knex('server_tags').where({ tag: options.tag }).select('server_id'),
    );
  }
  for (const word of searchWords(options.search)) {
    query.whereRaw(`search_text like ? escape '\\'`, [
      `%${word.replace(/[\\%_]/g, '\\$&')}%`,
    ]);
  }
  if (options.usable !== undefined) {
    const grants = knex('grants')
      .where({ state: 'active' })
      .where('expires_at', '>', options.now.toISOString())
      .whereIn('subject', options.caller.ownershipEntityRefs)
      .select('server_id');
    const { unusable = [] } = options;
    if (unusable === 'all') {
      if (options.usable) query.whereRaw('1 = 0');
    } else if (options.usable) {
      query
        .whereIn('status', SERVED_STATUSES)
        .whereIn('id', grants)
        .whereNotIn('id', [...unusable]);
    } else {
      query.where(not =>
        not
          .whereNotIn('status', SERVED_STATUSES)
          .orWhereNotIn('id', grants)
          .orWhereIn('id', [...unusable]),
      );
    }
  }
  return query;
}

function searchWords(search: string | undefined): string[] {
  return (search ?? '')
    .toLocaleLowerCase('en-US')
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 10);
}
