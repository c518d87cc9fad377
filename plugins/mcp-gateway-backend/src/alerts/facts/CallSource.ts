import type { Fact } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import type { AccessDirectory } from '../../access/types';
import { inBites } from '../../database/inBites';
import { insertMissingRows } from '../../database/upsertRows';
import type { FactPage, FactSource } from './FactSource';
import { readNewCalls } from './readNewCalls';
import type { Teams } from './Teams';
import { type RecordedUse, toCallFact, whoOf } from './toCallFact';
import { uuidBound } from './uuidBound';

const DAY_MS = 24 * 60 * 60_000;
/** What detectors learn from when they are switched on. */
const LEARN_MS = 30 * DAY_MS;
/** Calls are written when they end: so long it is looked for those that began before others. */
const LATE_MS = 15 * 60_000;
const PAGE = 1_000;
/** Facts that are made at a time. */
const BITE = 200;
const SEEN = 'alert_seen_calls';
/** So long pages follow each other before one begins at the position again. */
const RESUME_MS = 60_000;

/**
 * Where a page that follows a full one may begin: all before it has been looked at just now, and to walk through it again for each page
 * takes the longer the more was called of late. What came late meanwhile is found by a page that begins at the position.
 */
interface Resume {
  /** Where the full page left the position. */
  position: string;
  at: string;
  /** When a page began at the position for the last time. */
  began: number;
}

/** Reads recorded calls: each once, although they are written in another order than they began in. */
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
  #resume: Resume | undefined;

  private constructor(options: Parameters<typeof CallSource.create>[0]) {
    this.#options = options;
  }

  begin(now: number): string {
    return uuidBound(now - LEARN_MS);
  }

  async read(position: string, now: number): Promise<FactPage> {
    const { database } = this.#options;
    const resume = this.#takeResume(position, now);
    const calls = await readNewCalls(database, {
      ...{ limit: PAGE, now },
      after: resume?.at ?? position,
    });
    const settled = uuidBound(now - LATE_MS);
    const isFull = calls.length === PAGE;
    const last = calls.at(-1)?.id;
    const next = isFull && last && last < settled ? last : settled;
    const moved = next > position ? next : position;
    return {
      ...{ facts: await this.#factsOf(calls), isFull, position: moved },
      keep: async tx => {
        await insertMissingRows({
          ...{ database: tx, table: SEEN, columns: ['id'] },
          rows: calls.filter(({ id }) => id > moved),
          toJson: bite => JSON.stringify(bite.map(({ id }) => ({ id }))),
        });
        await tx(SEEN).where('id', '<=', moved).delete();
      },
      kept: () => {
        if (!isFull || !last || last < moved) return;
        const began = resume?.began ?? now;
        this.#resume = { position: moved, at: last, began };
      },
    };
  }

  /** Somebody else may have moved the position meanwhile. */
  #takeResume(position: string, now: number): Resume | undefined {
    const resume = this.#resume;
    this.#resume = undefined;
    const isOf = resume?.position === position;
    return isOf && now - resume.began < RESUME_MS ? resume : undefined;
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
