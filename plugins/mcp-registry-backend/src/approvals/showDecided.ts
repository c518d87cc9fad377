import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { AccessRequestPresenter } from '../access/AccessRequestPresenter';
import { toAccessRequestRecord } from '../access/AccessRequestStore';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { ExceptionPresenter } from '../exceptions/ExceptionPresenter';
import { toRevisionHead } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import { readHistory } from '../service/HistoryStore';
import type { ServerPresenter } from '../servers/ServerPresenter';
import { findServersById } from '../servers/ServerStore';
import { toLiftRecord } from './conditions/LiftStore';
import { presentLifts } from './conditions/presentConditions';
import type { InboxEntry } from './InboxQuery';
import { showInboxExceptions } from './showInboxExceptions';

type Item = RegistrySchemas['InboxItem'];

/**
 * What was decided: who, when, why, and what happened before. What each was about (its definition and all of its tools, by far the largest
 * part) is read where one is opened.
 */
export async function showDecided(
  caller: Caller,
  entries: readonly InboxEntry[],
  options: {
    database: RegistryDatabase;
    servers: ServerPresenter;
    requests: AccessRequestPresenter;
    exceptions: ExceptionPresenter;
  },
): Promise<Item[]> {
  const { knex } = options.database;
  const servers = await findServersById(
    knex,
    entries.map(({ row }) => row.server_id),
  );
  const summaries = new Map(
    (await options.servers.summaries(caller, [...servers.values()])).map(
      summary => [summary.serverId, summary],
    ),
  );
  const histories = await readHistory(knex, {
    kind: 'revision',
    ids: entries.flatMap(({ kind, id }) =>
      kind === 'decided-revision' ? id : [],
    ),
  });
  const requests = new Map(
    (
      await options.requests.many(
        caller,
        entries.flatMap(entry => {
          const server = servers.get(entry.row.server_id);
          return entry.kind === 'access-request' && server
            ? [{ request: toAccessRequestRecord(entry.row), server }]
            : [];
        }),
      )
    ).map(shown => [shown.id, shown]),
  );
  const exceptions = await showInboxExceptions(caller, {
    ...{ entries, servers, options },
  });
  const wishes = await presentLifts(knex, {
    caller,
    lifts: entries.flatMap(entry =>
      entry.kind === 'condition-lift' ? toLiftRecord(entry.row) : [],
    ),
  });
  return entries.flatMap((entry): Item[] => {
    const server = summaries.get(entry.row.server_id);
    if (!server) return [];
    if (entry.kind === 'decided-revision') {
      const decided = {
        ...toRevisionHead(entry.row),
        history: histories.get(entry.id) ?? [],
      };
      return [
        {
          ...{ kind: 'revision', id: entry.id, server, decided },
          createdAt: decided.submittedAt,
        },
      ];
    }
    const conditionLift = wishes.find(({ id }) => id === entry.id);
    if (conditionLift) {
      return [
        {
          ...{ kind: 'condition-lift', id: entry.id, server, conditionLift },
          createdAt: conditionLift.requestedAt,
        },
      ];
    }
    const accessRequest = requests.get(entry.id);
    const exception = exceptions.get(entry.id);
    const shown = accessRequest ?? exception;
    if (!shown) return [];
    return [
      {
        kind: accessRequest ? 'access-request' : 'exception',
        ...{ id: entry.id, createdAt: shown.createdAt, server },
        ...(accessRequest ? { accessRequest } : { exception }),
      },
    ];
  });
}
