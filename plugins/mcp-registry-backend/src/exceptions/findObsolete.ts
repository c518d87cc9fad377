import type { Knex } from 'knex';
import type { CheckCatalog } from '../checks/CheckCatalog';
import { type CheckRecord, findChecks } from '../checks/CheckStore';
import type { FoundException } from './exceptionRole';
import { findUses } from './ExceptionUseStore';
import { isGone } from './findingIds';

const GONE = 'The check does not find it any more.';

/** Why nobody needs an exception any more; absent where somebody does, or where that is not known. */
export async function whyObsolete(
  knex: Knex,
  options: FoundException & { catalog: CheckCatalog },
): Promise<string | undefined> {
  const { exception, server, revision, catalog } = options;
  const { checkId, findingId } = exception;
  if (server.life.retired || !server.current) {
    return 'The server is retired.';
  }
  if (exception.scope === 'revision') {
    if (revision.state === 'rejected' || revision.state === 'superseded') {
      return 'The version that it was for was not approved.';
    }
    // One that was replaced can be gone back to, and then needs it.
    const record = await verdictOf(knex, {
      ...{ checkId, catalog },
      digest: exception.digest,
    });
    return isGone(record, findingId) ? GONE : undefined;
  }
  const live = [server.approvedDigest, server.pendingDigest].flatMap(
    digest => digest ?? [],
  );
  const records = await Promise.all(
    live.map(
      async digest => await verdictOf(knex, { checkId, catalog, digest }),
    ),
  );
  return records.length > 0 && records.every(each => isGone(each, findingId))
    ? GONE
    : undefined;
}

/** Accepted findings that a version was approved on, and that its checks do not find any more. */
export async function goneUses(
  knex: Knex,
  options: { digest: string; catalog: CheckCatalog },
): Promise<string[]> {
  const { digest, catalog } = options;
  const uses = await findUses(knex, digest);
  const gone: string[] = [];
  for (const { findingId, checkId } of uses) {
    const record = await verdictOf(knex, { checkId, catalog, digest });
    if (isGone(record, findingId)) gone.push(findingId);
  }
  return gone;
}

async function verdictOf(
  knex: Knex,
  options: { digest: string; checkId: string; catalog: CheckCatalog },
): Promise<CheckRecord | undefined> {
  const { digest, checkId, catalog } = options;
  const version = catalog.get(checkId)?.manifest.version;
  return (await findChecks(knex, digest)).find(
    record => record.checkId === checkId && record.checkVersion === version,
  );
}
