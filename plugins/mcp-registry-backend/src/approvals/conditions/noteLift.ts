import type { Knex } from 'knex';
import { addHistory } from '../../service/HistoryStore';
import type { LiftRecord } from './LiftStore';

/** Writes to the server's history what somebody did about a wish. */
export async function noteLift(
  tx: Knex,
  lift: LiftRecord,
  what: {
    event: string;
    at: string;
    by: string;
    reason?: string;
    onBehalfOf?: string;
  },
): Promise<void> {
  const { onBehalfOf, ...rest } = what;
  await addHistory(tx, {
    ...{ ...rest, kind: 'server', id: lift.serverId },
    details: {
      lift: lift.id,
      lifts: lift.lifts,
      instead: lift.instead,
      ...(onBehalfOf && { onBehalfOf }),
    },
  });
}
