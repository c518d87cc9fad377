import { NotFoundError } from '@backstage/errors';
import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Clock } from '../../access/Clock';
import type { AccessDirectory } from '../../access/types';
import type { RuntimeJournal } from '../RuntimeJournal';
import type { RuntimeManager } from '../RuntimeManager';
import type { RuntimeRequest, RuntimeRow, RuntimeStore } from '../RuntimeStore';
import { targetOf } from '../types';
import type { FleetStore, ServerCounts } from './FleetStore';
import { fleetTotals } from './fleetTotals';
import { type FleetQuery, selectFleet } from './selectFleet';
import { toFleetReplica } from './toFleetReplica';
import { toFleetRuntime } from './toFleetRuntime';

const DAY_MS = 24 * 60 * 60_000;
/** A replica that was not heard of for so long is dead. */
const ALIVE_MS = 60_000;
const MAX_DOWN = 50;

type Fleet = GatewaySchemas['Fleet'];
type FleetServer = GatewaySchemas['FleetServer'];

/** Every runtime on all replicas, for those who look after all of them. */
export class FleetDesk {
  static create(options: {
    /** This replica. */
    owner: string;
    directory: Pick<AccessDirectory, 'refs' | 'get'>;
    manager: Pick<RuntimeManager, 'ask'>;
    store: Pick<RuntimeStore, 'askOne'>;
    fleetStore: FleetStore;
    journal: Pick<RuntimeJournal, 'flush'>;
    clock: Pick<Clock, 'now'>;
  }): FleetDesk {
    return new FleetDesk(options);
  }

  readonly #options: Parameters<typeof FleetDesk.create>[0];

  private constructor(options: Parameters<typeof FleetDesk.create>[0]) {
    this.#options = options;
  }

  async list(
    query: FleetQuery,
    may: { seePeople: boolean; administer: boolean },
  ): Promise<Fleet> {
    const { owner, fleetStore, journal, clock } = this.#options;
    await journal.flush();
    const now = clock.now();
    const { rows, isCut } = await fleetStore.runtimes();
    const counts = await fleetStore.countsSince(now - DAY_MS);
    const servers = this.#hostedServers(counts);
    const people = peopleOf(rows);
    const all = rows.map(row =>
      toFleetRuntime(row, {
        server: servers.get(row.server_id) ?? unknownServer(row, counts),
        people: people.get(row.server_id)?.size ?? 0,
        showsPeople: may.seePeople,
      }),
    );
    const running = new Set(rows.map(row => row.server_id));
    const replicas = await fleetStore.replicas();
    return {
      ...selectFleet(all, query),
      isCut,
      totals: fleetTotals(all),
      replicas: replicas.map(row =>
        toFleetReplica(row, {
          runtimes: all,
          thisReplica: owner,
          aliveSince: now - ALIVE_MS,
        }),
      ),
      drivers: [...new Set(all.map(({ driver }) => driver))]
        .sort()
        .map(kind => ({
          kind,
          totals: fleetTotals(all.filter(({ driver }) => driver === kind)),
        })),
      down: [...servers.values()]
        .filter(
          ({ serverId, failures }) => failures > 0 && !running.has(serverId),
        )
        .sort((a, b) => (failedAt(a) < failedAt(b) ? 1 : -1))
        .slice(0, MAX_DOWN),
      mayAdminister: may.administer,
    };
  }

  /** Here at once, on another replica within seconds. */
  async ask(
    runtimeId: string,
    what: RuntimeRequest,
    person: string,
  ): Promise<void> {
    const { manager, store } = this.#options;
    if (!(await store.askOne(runtimeId, what))) {
      throw new NotFoundError('There is no such runtime any more');
    }
    manager.ask(what, { runtimeId }, `${person} wants it.`);
  }

  #hostedServers(
    counts: ReadonlyMap<string, ServerCounts>,
  ): Map<string, FleetServer> {
    const { directory } = this.#options;
    const servers = new Map<string, FleetServer>();
    for (const ref of directory.refs()) {
      const document = directory.get(ref);
      if (document && targetOf(document)) {
        const { serverId, serverRef, title, owner } = document;
        servers.set(serverId, {
          ...{ serverId, serverRef, title, owner },
          ...countsOf(counts.get(serverId)),
        });
      }
    }
    return servers;
  }
}

/** One whose server the registry has taken away a moment ago. */
function unknownServer(
  row: RuntimeRow,
  counts: ReadonlyMap<string, ServerCounts>,
): FleetServer {
  return {
    serverId: row.server_id,
    serverRef: row.server_ref,
    title: row.server_ref,
    ...countsOf(counts.get(row.server_id)),
  };
}

function countsOf(counts: ServerCounts = { starts: 0, failures: 0 }) {
  const { starts, failures, lastFailure } = counts;
  return {
    ...{ starts, failures },
    ...(lastFailure && {
      lastFailure: {
        ...lastFailure,
        at: new Date(lastFailure.at).toISOString(),
      },
    }),
  };
}

function peopleOf(rows: readonly RuntimeRow[]): Map<string, Set<string>> {
  const people = new Map<string, Set<string>>();
  for (const { server_id: id, person } of rows) {
    if (person !== null)
      people.set(id, (people.get(id) ?? new Set()).add(person));
  }
  return people;
}

function failedAt({ lastFailure }: FleetServer): string {
  return lastFailure?.at ?? '';
}
