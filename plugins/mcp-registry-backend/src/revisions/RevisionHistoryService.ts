import {
  diffRevisions,
  type RegistrySchemas,
  type RevisionChange,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { approvedBefore } from '../approvals/alignConsents';
import { isOwnerSide } from '../approvals/approvers';
import type { AskedPeople } from '../approvals/reviews/AskedPeople';
import { cutPage, decodeCursor } from '../database/keyset';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { Caller } from '../service/Caller';
import { readHistory } from '../service/HistoryStore';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import { concerns, type ServerVisibility } from '../servers/ServerVisibility';
import { readThread } from './answers';
import {
  findRevision,
  pageOfRevisions,
  type RevisionHead,
  type RevisionRecord,
} from './RevisionStore';

type Entry = RegistrySchemas['RevisionEntry'];

/** What needs attention comes first: beyond this many, nobody reads on, and a hostile server could list without end. */
const MAX_CHANGES = 2000;
/** What happened to a server itself: the newest of it. */
const MAX_EVENTS = 50;

/** Tells what a server was and became: its revisions, who decided about each, and what differs between any two. */
export class RevisionHistoryService {
  static create(options: {
    database: RegistryDatabase;
    visibility: ServerVisibility;
    asked: Pick<AskedPeople, 'includes'>;
  }): RevisionHistoryService {
    return new RevisionHistoryService(options);
  }

  readonly #database: RegistryDatabase;
  readonly #visibility: ServerVisibility;
  readonly #asked: Pick<AskedPeople, 'includes'>;

  private constructor({
    database,
    visibility,
    asked,
  }: Parameters<typeof RevisionHistoryService.create>[0]) {
    this.#database = database;
    this.#visibility = visibility;
    this.#asked = asked;
  }

  async list(
    caller: Caller,
    options: { serverRef: string; limit?: number; cursor?: string },
  ): Promise<RegistrySchemas['RevisionHistory']> {
    const { knex } = this.#database;
    const limit = options.limit ?? 25;
    const server = await this.#visibility.require(
      knex,
      caller,
      options.serverRef,
    );
    const isConcerned = concerns(caller, server);
    const rows = await pageOfRevisions(knex, {
      serverId: server.id,
      limit: limit + 1,
      below: numberIn(options.cursor),
      ...(!isConcerned && { state: 'approved' as const }),
    });
    const page = cutPage(rows, {
      limit,
      keyOf: ({ number, digest }) => [String(number), digest],
    });
    const histories = await readHistory(knex, {
      kind: 'revision',
      ids: isConcerned ? page.items.map(({ digest }) => digest) : [],
    });
    const events =
      isConcerned && options.cursor === undefined
        ? await readHistory(knex, { kind: 'server', ids: [server.id] })
        : undefined;
    return {
      ...page,
      approvedDigest: server.approvedDigest,
      ...(events && {
        serverHistory: (events.get(server.id) ?? [])
          .slice(-MAX_EVENTS)
          .reverse(),
      }),
      items: page.items.map(
        (head): Entry => ({
          ...head,
          history: histories.get(head.digest) ?? [],
          canRollBack: mayRollBack(caller, server, head),
        }),
      ),
    };
  }

  /** What was asked for and answered, from the first revision of it to this one; for those concerned. */
  async thread(
    caller: Caller,
    digest: string,
  ): Promise<RegistrySchemas['RevisionThread']> {
    const { knex } = this.#database;
    await mustFindFor(knex, caller, { digest, asked: this.#asked });
    return { items: await readThread(knex, digest) };
  }

  /** What differs between a revision and another one of its server; without one, what was approved before it. */
  async diff(
    caller: Caller,
    options: { digest: string; against?: string },
  ): Promise<RegistrySchemas['RevisionDiff']> {
    const { knex } = this.#database;
    const { revision, server } = await mustFindFor(knex, caller, {
      ...{ digest: options.digest, asked: this.#asked },
    });
    const before =
      options.against === undefined
        ? await approvedBefore(knex, server)
        : await findRevision(knex, options.against);
    const isOther =
      options.against !== undefined && before?.serverId !== revision.serverId;
    if (isOther) throw registryError('revision.not-found');
    const changes = before ? diffRevisions(before, revision) : [];
    return {
      ...(before && { before: sideOf(before) }),
      after: sideOf(revision),
      changes: changes.slice(0, MAX_CHANGES).map(shown),
      ...(changes.length > MAX_CHANGES && {
        omitted: changes.length - MAX_CHANGES,
      }),
    };
  }
}

/** To whoever does not have to do with it, a revision is not there. */
async function mustFindFor(
  knex: Knex,
  caller: Caller,
  options: { digest: string; asked: Pick<AskedPeople, 'includes'> },
): Promise<{ revision: RevisionRecord; server: ServerRecord }> {
  const { digest, asked } = options;
  const revision = await findRevision(knex, digest);
  const server = revision && (await findServerById(knex, revision.serverId));
  if (!revision || !server) throw registryError('revision.not-found');
  if (!concerns(caller, server) && !(await asked.includes(caller, digest))) {
    throw registryError('revision.not-found');
  }
  return { revision, server };
}

function mayRollBack(
  caller: Caller,
  server: ServerRecord,
  { state }: RevisionHead,
): boolean {
  return (
    state === 'replaced' &&
    server.current &&
    !server.life.retired &&
    (caller.isApprover || isOwnerSide(caller, server))
  );
}

function sideOf({
  digest,
  number,
  state,
}: RevisionRecord): RegistrySchemas['RevisionSide'] {
  return { digest, number, state };
}

function shown(change: RevisionChange): RegistrySchemas['RevisionChange'] {
  const { values, words } = change;
  return {
    ...change,
    values: { ...values },
    words: words?.map(part => ({ ...part })),
  };
}

function numberIn(cursor: string | undefined): number | undefined {
  const key = decodeCursor(cursor);
  if (!key) return undefined;
  const number = Number(key[0]);
  if (!Number.isSafeInteger(number)) throw registryError('cursor.invalid');
  return number;
}
