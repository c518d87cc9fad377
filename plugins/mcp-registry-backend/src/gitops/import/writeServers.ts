import {
  type FoundDefinition,
  nextServerLife,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { isDeepStrictEqual } from 'node:util';
import type { Knex } from 'knex';
import { v4 as uuid } from 'uuid';
import { shownSurface } from '../../hiding/shownSurface';
import { findRevision } from '../../revisions/RevisionStore';
import { driftOf } from '../../servers/driftOf';
import { insertNewServer, REGISTRY_ITSELF } from '../../servers/EntityIntake';
import { readDefinition } from '../../servers/readDefinition';
import {
  displayColumns,
  factsColumns,
  lifeColumns,
  searchText,
} from '../../servers/serverColumns';
import {
  type ServerRecord,
  type ServerRow,
  toServerRecord,
} from '../../servers/ServerRecord';
import { replaceTags, updateServer } from '../../servers/ServerStore';

interface Options {
  found: FoundDefinition;
  sourceId: string;
  at: Date;
}

/** The servers that a source defines, by entity ref; retired ones too. */
export async function definitionsOf(
  knex: Knex,
  sourceId: string,
): Promise<Map<string, ServerRecord>> {
  const rows: ServerRow[] = await knex('servers')
    .where({ source_id: sourceId })
    .whereNotNull('current_ref');
  return new Map(rows.map(row => [row.server_ref, toServerRecord(row)]));
}

/** Adds a server that a source defines. Nobody can use it before it is approved. */
export async function addServer(
  tx: Knex.Transaction,
  options: Options,
): Promise<{ serverId: string; isChanged: true }> {
  const { found, sourceId, at } = options;
  const id = uuid();
  await insertNewServer(tx, {
    ...{ id, inCatalog: false, now: at },
    reading: readDefinition(found.definition, { serverId: id }),
    registered: {
      definition: JSON.stringify(found.definition),
      registered_by: REGISTRY_ITSELF,
    },
  });
  await writePlace(tx, id, { sourceId, path: found.path });
  return { serverId: id, isChanged: true };
}

/** Takes in what the source says of a server now. What was approved goes on counting until that is decided. */
export async function changeServer(
  tx: Knex.Transaction,
  server: ServerRecord,
  options: Options,
): Promise<{ serverId: string; isChanged: boolean }> {
  const { found, sourceId } = options;
  await writePlace(tx, server.id, { sourceId, path: found.path });
  const returned = nextServerLife(server.life, 'return');
  if (!returned.ok && isDeepStrictEqual(server.definition, found.definition)) {
    return { serverId: server.id, isChanged: false };
  }
  const reading = readDefinition(found.definition, { serverId: server.id });
  const approved = server.approvedDigest
    ? await findRevision(tx, server.approvedDigest)
    : undefined;
  await updateServer(tx, server.id, {
    ...displayColumns(reading.display),
    ...factsColumns(approved?.facts ?? reading.facts),
    ...(returned.ok && lifeColumns(returned.state)),
    definition: JSON.stringify(found.definition),
    live_facts: JSON.stringify(reading.facts),
    drift: JSON.stringify(
      driftOf({ approved: approved?.facts, live: reading.facts }),
    ),
    search_text: searchText({
      ...{ name: reading.name, display: reading.display },
      approvedSurface:
        approved && (await shownSurface(tx, server.id, approved.toolSurface)),
    }),
  });
  await replaceTags(tx, server.id, reading.display.tags);
  return { serverId: server.id, isChanged: true };
}

async function writePlace(
  tx: Knex.Transaction,
  id: string,
  place: { sourceId: string; path: string },
): Promise<void> {
  await tx('servers')
    .where({ id })
    .update({ source_id: place.sourceId, source_path: place.path });
}
