import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  ALERT_SEVERITIES,
  detect,
  type Detector,
  DETECTORS,
  type Fact,
  type Finding,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import type { AccessDirectory } from '../access/types';
import { inBites } from '../database/inBites';
import type { AlertSettings } from './AlertSettings';
import { dueAt } from './dueAt';
import type { FactSource } from './facts/FactSource';
import { digestOf, keepFinding } from './store/keepFinding';
import { planReactions, withdrawReactions } from './reactions/planReactions';
import { putMessage } from './store/messages';
import { readStates, writeStates } from './store/states';

/** Pages of one source in one run; the rest comes with the next. */
const MAX_PAGES = 200;
/** Facts that one detector looks at at a time. */
const BITE = 200;
const STARTED = 'started';

/**
 * Runs the detectors over what is new. What they remember, what they found, who has to be told and how far was read are written in one
 * transaction: whatever breaks, nothing is looked at twice and nothing found is lost.
 */
export class AlertEngine {
  static create(options: {
    database: Knex;
    sources: readonly FactSource[];
    directory: Pick<AccessDirectory, 'get'>;
    settings: AlertSettings;
    /** Of every way to tell people, the id and what it is for. */
    routes: readonly { id: string; from: AlertSettings['notifyFrom'] }[];
    clock: () => number;
    logger: LoggerService;
  }) {
    return new AlertEngine(options);
  }

  readonly #options: Parameters<typeof AlertEngine.create>[0];
  readonly #detectors: readonly Detector[];

  private constructor(options: Parameters<typeof AlertEngine.create>[0]) {
    this.#options = options;
    this.#detectors = DETECTORS.filter(
      ({ id }) => !options.settings.off.has(id),
    );
  }

  /** Reads every source to its end. One that fails keeps its place, and the others go on. */
  async run(signal?: AbortSignal): Promise<void> {
    for (const source of this.#options.sources) {
      try {
        let isFull = true;
        for (let page = 0; isFull && page < MAX_PAGES; page += 1) {
          if (signal?.aborted) return;
          isFull = await this.#runPage(source);
        }
      } catch (error) {
        this.#options.logger.warn(
          `Detectors could not look at ${
            source.id
          }; they go on where they were: ${stringifyError(error)}`,
        );
      }
    }
  }

  async #runPage(source: FactSource): Promise<boolean> {
    const { database, clock } = this.#options;
    const now = clock();
    await this.#begin(source, now);
    const position = await positionOf(database, source.id);
    const page = await source.read(position, now);
    await database.transaction(async tx => {
      // Of two who run it at once the second finds the place taken, and does nothing.
      const moved = await tx('alert_positions')
        .where({ source: source.id, position })
        .update({ position: page.position });
      if (moved !== 1) return;
      await page.keep?.(tx);
      const findings = await this.#detect(tx, page.facts, now);
      const started = Number(await positionOf(tx, STARTED));
      for (const finding of findings) {
        // What was before it was switched on is learnt from, and nothing else.
        if (finding.at >= started) await this.#keep(tx, finding, now);
      }
    });
    return page.isFull;
  }

  async #begin(source: FactSource, now: number) {
    await this.#options
      .database('alert_positions')
      .insert([
        { source: STARTED, position: String(now) },
        { source: source.id, position: source.begin(now) },
      ])
      .onConflict('source')
      .ignore();
  }

  async #detect(
    tx: Knex.Transaction,
    facts: readonly Fact[],
    now: number,
  ): Promise<Finding[]> {
    const { settings } = this.#options;
    const findings: Finding[] = [];
    for (const detector of this.#detectors) {
      const looked = facts.flatMap(fact => {
        const subject = detector.subjectOf(fact, settings)?.slice(0, 300);
        return subject === undefined ? [] : [{ subject, fact }];
      });
      const subjects = new Set(looked.map(({ subject }) => subject));
      const states = await readStates(tx, detector.id, [...subjects]);
      const found = await inBites(looked, BITE, some =>
        some.flatMap(({ subject, fact }) => {
          // What was read is nobody else's: a copy for each fact would cost more than looking at it.
          const draft = states.get(subject);
          const done = detect(detector, { draft, facts: [fact], settings });
          states.set(subject, done.state);
          return done.findings;
        }),
      );
      findings.push(...found.flat());
      await writeStates(tx, detector.id, { states, at: now });
    }
    return findings.sort((a, b) => a.at - b.at);
  }

  async #keep(tx: Knex.Transaction, finding: Finding, now: number) {
    const { directory, routes, settings } = this.#options;
    const { serverRef } = finding;
    const owner = serverRef ? directory.get(serverRef)?.owner : undefined;
    const kept = await keepFinding(tx, finding, owner);
    // Also of an alert that somebody has settled meanwhile: what held something back for it does so no more.
    if (finding.kind === 'retracted') {
      const keyDigest = digestOf(finding.key);
      await withdrawReactions(tx, { keyDigest, now });
    }
    if (!kept) return;
    const { alert, what } = kept;
    if (what !== 'retracted') {
      const { reactions: rules } = settings;
      await planReactions(tx, { alert, what, rules, now });
    }
    const rank = (severity: string) =>
      ALERT_SEVERITIES.findIndex(one => one === severity);
    for (const route of routes) {
      if (rank(alert.severity) < rank(route.from)) continue;
      await putMessage(tx, {
        ...{ alertId: alert.id, route: route.id, what },
        dueAt: dueAt(now, alert.severity, settings.quiet),
      });
    }
  }
}

async function positionOf(knex: Knex, source: string): Promise<string> {
  const row: { position: string } | undefined = await knex('alert_positions')
    .where({ source })
    .first();
  if (!row) throw new Error(`Nothing is known of the source ${source}`);
  return row.position;
}
