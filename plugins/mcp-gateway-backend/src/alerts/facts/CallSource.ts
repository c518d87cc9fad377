import type { Fact } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import type { AccessDirectory } from '../../access/types';
import { inBites } from '../../database/inBites';
import { insertMissingRows } from '../../database/upsertRows';
import type { FactPage, FactSource } from './FactSource';
import { type ChainPage, readChains } from './readChains';
import { readPending, readUses } from './readUses';
import type { Teams } from './Teams';
import { type RecordedUse, toCallFact, whoOf } from './toCallFact';
import { uuidBound } from './uuidBound';

/** What detectors learn from when they are switched on. */
const LEARN_MS = 30 * 24 * 60 * 60_000;
/** After so long a call whose end is not known is taken as it is. */
const PENDING_MS = 14 * 60_000;
const PAGE = 1_000;
/** Calls of unknown end are few. */
const PENDING_PAGE = 200;
/** Facts that are made at a time. */
const BITE = 200;
const SEEN = 'alert_seen_calls';
const CHAINS = 'alert_read_chains';

/**
 * Reads recorded calls, each once: as the chains say that they ended, and those of which that is not known when they are old. The latter
 * are noted, since their end may be known some day.
 */
export class CallSource implements FactSource {
  static create(options: {
    database: Knex;
    directory: Pick<AccessDirectory, 'get'>;
    teams: Pick<Teams, 'of'>;
  }) {
    return new CallSource(options);
  }

  readonly id = 'calls';
  readonly #options: Parameters<typeof CallSource.create>[0];

  private constructor(options: Parameters<typeof CallSource.create>[0]) {
    this.#options = options;
  }

  begin(now: number): string {
    return positionOf({ pendingUntil: uuidBound(now - LEARN_MS), turn: 0 });
  }

  async read(position: string, now: number): Promise<FactPage> {
    const { database } = this.#options;
    const { pendingUntil, turn } = placeIn(position);
    const since = now - LEARN_MS;
    const page = await readChains(database, { limit: PAGE, since });
    const before = uuidBound(now - PENDING_MS);
    const limit = PENDING_PAGE;
    const old = await readPending(database, {
      ...{ after: pendingUntil, before, limit },
    });
    const hasMore = old.length === limit;
    const until = hasMore ? old[limit - 1].id : before;
    const chained = await this.#callsOf(page.calls, until);
    const calls = [
      ...new Map([...chained, ...old].map(one => [one.id, one])).values(),
    ].sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      facts: await this.#factsOf(calls),
      isFull: page.isFull || hasMore,
      // Another one with each page: of two who read the same, one moves it.
      position: positionOf({
        pendingUntil: until > pendingUntil ? until : pendingUntil,
        turn: turn + 1,
      }),
      keep: async tx => {
        await keepPlaces(tx, page.places);
        await insertMissingRows({
          ...{ database: tx, table: SEEN, columns: ['id'] },
          rows: calls.filter(({ outcome }) => outcome === 'pending'),
          toRow: ({ id }) => ({ id }),
        });
        await tx(SEEN).where('id', '<', uuidBound(since)).delete();
      },
    };
  }

  /** Those that have ended, and those whose end will not be waited for any more. */
  async #callsOf(
    chained: ChainPage['calls'],
    pendingUntil: string,
  ): Promise<RecordedUse[]> {
    const ended = new Set<string>();
    const ids = new Set<string>();
    for (const { callId, isEnd } of chained) {
      if (isEnd) ended.add(callId);
      if (isEnd || callId <= pendingUntil) ids.add(callId);
    }
    const uses = await readUses(this.#options.database, [...ids]);
    // Of a call that has ended, its end comes later in the chain.
    return uses.filter(
      ({ id, outcome }) => ended.has(id) || outcome === 'pending',
    );
  }

  async #factsOf(calls: readonly RecordedUse[]): Promise<Fact[]> {
    const { directory, teams } = this.#options;
    const groups = await teams.of(calls.flatMap(one => whoOf(one) ?? []));
    const factOf = (call: RecordedUse) =>
      toCallFact(call, {
        document: call.serverRef ? directory.get(call.serverRef) : undefined,
        groups: groups.get(whoOf(call) ?? '') ?? [],
      }) ?? [];
    const facts = await inBites(calls, BITE, bite => bite.flatMap(factOf));
    return facts.flat();
  }
}

/** `pendingUntil`: up to this id all calls whose end is not known were looked at. */
interface Place {
  readonly pendingUntil: string;
  readonly turn: number;
}

function positionOf({ pendingUntil, turn }: Place): string {
  return `${pendingUntil} ${turn}`;
}

function placeIn(position: string): Place {
  const [pendingUntil, turn] = position.split(' ');
  return { pendingUntil, turn: Number(turn) };
}

async function keepPlaces(tx: Knex.Transaction, places: ChainPage['places']) {
  if (places.length === 0) return;
  await tx(CHAINS)
    .insert(places.map(one => ({ ...one })))
    .onConflict('writer')
    .merge(['seq']);
}
