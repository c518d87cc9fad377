import {
  grantStateAt,
  nextGrantState,
  type ReviewAnswer,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { endGrant, type GrantRecord } from '../access/GrantStore';
import { touchServer } from '../feed/FeedStore';
import type { ServerRecord } from '../servers/ServerRecord';
import type { Caller } from '../service/Caller';
import { registryError } from '../service/registryError';
import { narrowedTools } from './narrowedTools';

/**
 * Access stays, stays in part, or ends; what silence stopped holds again. Called inside `RegistryDatabase.change`.
 *
 * @returns the tools that the grant covers from now on; nothing where it ended.
 */
export async function answerForGrant(
  tx: Knex.Transaction,
  caller: Caller,
  options: {
    grant: GrantRecord;
    server: ServerRecord;
    answer: { answer: ReviewAnswer; tools?: string[] };
    reason?: string;
    at: string;
  },
): Promise<GrantRecord['tools'] | undefined> {
  const { grant, server, answer, reason, at } = options;
  const state = grantStateAt(grant, new Date(at));
  const sequence = await touchServer(tx, server.id);
  if (answer.answer === 'end') {
    const next = nextGrantState(state, 'revoke');
    if (!next.ok) throw registryError('review.over', next.reason);
    await endGrant(tx, {
      id: grant.id,
      columns: {
        ...{ state: next.state, revoked_at: at },
        revoked_by: caller.userEntityRef,
        revoke_reason: reason ?? 'It was reviewed and is not needed.',
        revoked_sequence: sequence,
      },
    });
    return undefined;
  }
  const kept =
    state === 'suspended' ? nextGrantState(state, 'restore') : undefined;
  if (state !== 'active' && !kept?.ok) throw registryError('review.over');
  const tools =
    answer.answer === 'narrow'
      ? await narrowedTools(tx, { grant, server, names: answer.tools ?? [] })
      : grant.tools;
  await endGrant(tx, {
    id: grant.id,
    columns: {
      ...{ state: 'active', reviewed_at: at, tools: JSON.stringify(tools) },
    },
  });
  return tools;
}
