import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { ExceptionPresenter } from '../exceptions/ExceptionPresenter';
import { toExceptionRecord } from '../exceptions/ExceptionStore';
import { findRevisions } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { ServerRecord } from '../servers/ServerRecord';
import type { InboxEntry } from './InboxQuery';

/** The exceptions of a page of the inbox by their ids, all at once. */
export async function showInboxExceptions(
  caller: Caller,
  page: {
    entries: readonly InboxEntry[];
    servers: ReadonlyMap<string, ServerRecord>;
    options: { database: RegistryDatabase; exceptions: ExceptionPresenter };
  },
): Promise<Map<string, RegistrySchemas['Exception']>> {
  const { entries, servers, options } = page;
  const asked = entries.flatMap(entry =>
    entry.kind === 'exception' ? toExceptionRecord(entry.row) : [],
  );
  if (asked.length === 0) return new Map();
  const revisions = await findRevisions(
    options.database.knex,
    asked.map(({ digest }) => digest),
  );
  const found = asked.flatMap(exception => {
    const server = servers.get(exception.serverId);
    const revision = revisions.get(exception.digest);
    return server && revision ? [{ exception, server, revision }] : [];
  });
  const shown = await options.exceptions.many(caller, found);
  return new Map(shown.map(exception => [exception.id, exception]));
}
