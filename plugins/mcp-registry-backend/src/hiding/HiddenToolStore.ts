import type { Knex } from 'knex';
import { z } from 'zod';
import { readJson } from '../database/readJson';

interface HiddenToolsRow {
  server_id: string;
  names: string;
  set_by: string;
  set_at: string;
}

/** The tools that somebody hid. */
export interface HiddenToolsRecord {
  names: string[];
  setBy: string;
  setAt: string;
}

const namesSchema = z.array(z.string());

/** By server id; servers that hide nothing are not in it. */
export async function findHiddenTools(
  knex: Knex,
  serverIds: readonly string[],
): Promise<Map<string, HiddenToolsRecord>> {
  const rows = await knex<HiddenToolsRow>('hidden_tools').whereIn(
    'server_id',
    serverIds,
  );
  return new Map(
    rows.map(row => [
      row.server_id,
      {
        names: namesSchema.parse(readJson(row.names)),
        setBy: row.set_by,
        setAt: row.set_at,
      },
    ]),
  );
}

/** Sets the hidden tools of a server; none takes the row away. */
export async function saveHiddenTools(
  tx: Knex.Transaction,
  options: { serverId: string } & HiddenToolsRecord,
): Promise<void> {
  const { serverId, names, setBy, setAt } = options;
  if (names.length === 0) {
    await tx<HiddenToolsRow>('hidden_tools')
      .where({ server_id: serverId })
      .delete();
    return;
  }
  await tx<HiddenToolsRow>('hidden_tools')
    .insert({
      server_id: serverId,
      names: JSON.stringify(names),
      set_by: setBy,
      set_at: setAt,
    })
    .onConflict('server_id')
    .merge();
}
