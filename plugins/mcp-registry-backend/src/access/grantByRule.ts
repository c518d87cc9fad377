import type { GrantKind } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { v4 as uuid } from 'uuid';
import { touchServer } from '../feed/FeedStore';
import { addHistory } from '../service/HistoryStore';
import type { ServerRecord } from '../servers/ServerRecord';
import {
  type AccessRequestRecord,
  type AccessTerms,
  insertRequest,
} from './AccessRequestStore';
import { findGrant, type GrantRecord, insertGrant } from './GrantStore';

/**
 * Writes down a request that a rule decided, and its grant. The rule stands as who decided, by a ref of its own: nobody
 * decides about their own request. Called inside `RegistryDatabase.change`.
 */
export async function grantByRule(
  tx: Knex.Transaction,
  options: {
    request: Pick<
      AccessRequestRecord,
      'requestedBy' | 'subject' | 'route' | 'purpose' | 'extendsGrant'
    >;
    server: ServerRecord;
    terms: AccessTerms;
    kind: GrantKind;
    /** `rule:<of what>/<name>`. */
    rule: string;
    now: Date;
    expiresAt: Date;
    details: Record<string, unknown>;
  },
): Promise<{ request: AccessRequestRecord; grant: GrantRecord }> {
  const { server, terms, kind, rule, now } = options;
  const at = now.toISOString();
  const grantId = uuid();
  const request: AccessRequestRecord = {
    ...options.request,
    ...{ id: uuid(), serverId: server.id, kind, grantId },
    ...{ asked: terms, granted: terms, state: 'approved' },
    ...{ createdAt: at, decidedAt: at, decidedBy: rule },
    revisionDigest: server.approvedDigest,
  };
  await insertRequest(tx, request);
  await insertGrant(tx, {
    ...{ id: grantId, serverId: server.id, requestId: request.id, kind },
    ...{ subject: request.subject, tools: terms.tools, state: 'active' },
    ...{ purpose: request.purpose, createdAt: at, grantedBy: rule },
    expiresAt: options.expiresAt.toISOString(),
    requestedBy: request.requestedBy,
    extendsGrant: request.extendsGrant,
  });
  const history = { kind: 'request' as const, id: request.id, at };
  await addHistory(tx, {
    ...history,
    ...{ by: request.requestedBy, event: 'requested' },
    reason: request.purpose,
    details: { asked: terms, subject: request.subject, kind },
  });
  await addHistory(tx, {
    ...history,
    ...{ by: rule, event: 'approved' },
    details: { ...options.details, granted: terms, grantId, kind },
  });
  await touchServer(tx, server.id);
  const grant = await findGrant(tx, grantId);
  if (!grant) throw new Error('A grant is gone that was just written');
  return { request, grant };
}
