import { requiredConsents } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { findRevision, type RevisionRecord } from '../revisions/RevisionStore';
import type { ServerRecord } from '../servers/ServerRecord';
import { findDisplacedServer } from '../servers/findDisplacedServer';
import {
  type ConsentRecord,
  findConsents,
  replaceConsents,
} from './ConsentStore';

/**
 * Compares a submitted revision with what was approved before it, and keeps which sides have to agree. It is asked at the
 * submission and again at every decision, because what was approved under the same entity ref may have changed since. A
 * side that once had to agree is never let off.
 */
export async function alignConsents(
  tx: Knex.Transaction,
  options: { server: ServerRecord; revision: RevisionRecord },
): Promise<ConsentRecord[]> {
  const { server, revision } = options;
  const { digest } = revision;
  const kept = (await findConsents(tx, [digest])).get(digest) ?? [];
  const previous = (await approvedBefore(tx, server))?.snapshot;
  const required = requiredConsents(previous, revision.snapshot);
  if (required.length === 1) {
    return kept;
  }
  const consents = required.map(({ side, reasons }): ConsentRecord => {
    const owner = side === 'previous-owner' ? previous?.owner : undefined;
    const same = kept.find(
      consent => consent.side === side && consent.owner === owner,
    );
    return { side, owner, reasons, given: same?.given };
  });
  await replaceConsents(tx, { digest, consents });
  return consents;
}

/** What was approved of the server, else of the one whose entity ref it took over. */
export async function approvedBefore(
  knex: Knex,
  server: ServerRecord,
): Promise<RevisionRecord | undefined> {
  const digest =
    server.approvedDigest ??
    (await findDisplacedServer(knex, server))?.approvedDigest;
  return digest ? await findRevision(knex, digest) : undefined;
}
