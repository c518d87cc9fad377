import {
  nextServerLife,
  type ReviewAnswer,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { touchServer } from '../feed/FeedStore';
import { lifeColumns } from '../servers/serverColumns';
import type { ServerRecord } from '../servers/ServerRecord';
import { updateServer } from '../servers/ServerStore';
import { registryError } from '../service/registryError';
import { SUSPENDED_BY_REVIEW } from './SUSPENDED_BY_REVIEW';

/** The owner still answers for a server, which brings back what silence stopped and nothing else; or does not, which stops it. */
export async function answerForServer(
  tx: Knex.Transaction,
  options: {
    server: ServerRecord;
    answer: ReviewAnswer;
    reason?: string;
    at: string;
  },
): Promise<void> {
  const { server, answer, reason, at } = options;
  const isStopped = server.statusReason === SUSPENDED_BY_REVIEW;
  if (answer === 'keep') {
    const life = isStopped ? nextServerLife(server.life, 'resume') : undefined;
    await updateServer(tx, server.id, {
      reviewed_at: at,
      ...(life?.ok && { ...lifeColumns(life.state), status_reason: null }),
    });
  } else {
    const life = nextServerLife(server.life, 'suspend');
    if (!life.ok && !isStopped) {
      throw registryError('server.state', life.reason);
    }
    await updateServer(tx, server.id, {
      ...(life.ok && lifeColumns(life.state)),
      status_reason: reason ?? 'Its owner does not answer for it any more.',
    });
  }
  await touchServer(tx, server.id);
}
