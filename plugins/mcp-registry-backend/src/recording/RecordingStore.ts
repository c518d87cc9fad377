import {
  type RecordingPolicy,
  recordingPolicySchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';

const TABLE = 'server_recordings';

interface RecordingRow {
  server_id: string;
  policy: string;
  set_by: string;
  set_at: string;
}

/** What somebody wants kept of a server's calls. */
export interface RecordingRecord {
  policy: RecordingPolicy;
  setBy: string;
  setAt: string;
}

/** What the owner of a server wants kept, if they said so. */
export async function findRecording(
  knex: Knex,
  serverId: string,
): Promise<RecordingRecord | undefined> {
  const row = await knex<RecordingRow>(TABLE)
    .where({ server_id: serverId })
    .first();
  return (
    row && {
      policy: recordingPolicySchema.parse(row.policy),
      setBy: row.set_by,
      setAt: row.set_at,
    }
  );
}

/** Says what is kept of a server's calls; `undefined` takes the word back. */
export async function saveRecording(
  tx: Knex.Transaction,
  options: {
    serverId: string;
    policy: RecordingPolicy | undefined;
    by: string;
    at: string;
  },
): Promise<void> {
  const { serverId, policy, by, at } = options;
  if (!policy) {
    await tx<RecordingRow>(TABLE).where({ server_id: serverId }).delete();
    return;
  }
  await tx<RecordingRow>(TABLE)
    .insert({ server_id: serverId, policy, set_by: by, set_at: at })
    .onConflict('server_id')
    .merge();
}
