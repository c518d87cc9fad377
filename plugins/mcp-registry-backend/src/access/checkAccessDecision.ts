import {
  nextAccessRequestState,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { findRevision } from '../revisions/RevisionStore';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import {
  type AccessRequestRecord,
  type AccessTerms,
  findRequest,
} from './AccessRequestStore';
import { narrowTerms } from './terms';

/** A request with the server that it is about. */
export interface FoundRequest {
  request: AccessRequestRecord;
  server: ServerRecord;
}

/**
 * Whether a decision can be made now, on what the approver saw.
 *
 * @returns what is granted, or nothing for a denial.
 */
export async function checkAccessDecision(
  knex: Knex,
  { request, server }: FoundRequest,
  decision: RegistrySchemas['AccessDecision'],
): Promise<AccessTerms | undefined> {
  const next = nextAccessRequestState(request.state, decision.decision);
  if (!next.ok) {
    throw registryError(
      'request.already-decided',
      request.decidedBy && `It is ${request.state}, by ${request.decidedBy}.`,
    );
  }
  if (decision.decision === 'deny') {
    return undefined;
  }
  if (server.life.retired || !server.current) {
    throw registryError('server.retired');
  }
  const seen = decision.seenRevisionDigest;
  if (seen !== undefined && seen !== server.approvedDigest) {
    throw registryError('request.revision-changed');
  }
  const approved = server.approvedDigest
    ? await findRevision(knex, server.approvedDigest)
    : undefined;
  return narrowTerms({
    asked: request.asked,
    tools: decision.tools,
    durationDays: decision.durationDays,
    approved: approved?.toolSurface,
  });
}

/** @throws NotFoundError where there is no such request. */
export async function mustFindRequest(
  knex: Knex,
  id: string,
): Promise<FoundRequest> {
  const request = await findRequest(knex, id);
  const server = request && (await findServerById(knex, request.serverId));
  if (!request || !server) {
    throw registryError('request.not-found');
  }
  return { request, server };
}
