import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { CheckFinding } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readOptionalJson } from '../../database/readJson';
import { findRevision } from '../../revisions/RevisionStore';
import { findServerById } from '../../servers/ServerStore';
import type { ServerRecord } from '../../servers/ServerRecord';
import type { Clock } from '../../service/Clock';
import type { Notifier } from '../../service/Notifier';
import type { CheckCatalog } from '../CheckCatalog';
import type { CheckColumns, CheckKey } from '../CheckStore';
import { findAlert, putAlert } from './AlertStore';
import type { VerdictListener } from './GatewayVerdicts';
import { isWorse } from './isWorse';

const KNOWN = ['pass', 'warn', 'fail', 'notApplicable'] as const;

/**
 * Tells those who answer for a server when a check says worse of what is approved than they know: once, and again only when it changed
 * again. Data that checks rest on changes by itself, and nobody looks at an approved server every day.
 */
export class VerdictWatch {
  static create(options: {
    knex: Knex;
    clock: Clock;
    logger: LoggerService;
    catalog: CheckCatalog;
    notifier: Pick<Notifier, 'verdictWorse'>;
    /** Hears of every verdict about what is served. */
    verdicts?: VerdictListener;
  }): VerdictWatch {
    return new VerdictWatch(options);
  }

  readonly #options: Parameters<typeof VerdictWatch.create>[0];

  private constructor(options: Parameters<typeof VerdictWatch.create>[0]) {
    this.#options = options;
  }

  /** Never throws: the verdict is kept, whoever hears of it. */
  async see(key: CheckKey, columns: CheckColumns): Promise<void> {
    try {
      await this.#see(key, columns);
    } catch (error) {
      this.#options.logger.warn(
        `Could not tell about ${key.checkId} of ${key.digest}: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  async #see(key: CheckKey, columns: CheckColumns): Promise<void> {
    const { knex, clock, catalog, notifier } = this.#options;
    const { digest, checkId } = key;
    const { outcome, summary } = columns;
    if (!outcome || !KNOWN.some(known => known === outcome)) return;
    const findings =
      readOptionalJson<CheckFinding[]>(columns.findings ?? null) ?? [];
    const now = {
      outcome,
      serious: findings
        .filter(({ level }) => level === 'error')
        .map(({ rule, location = '' }) => `${rule} ${location}`),
    };
    const before = await findAlert(knex, { digest, checkId });
    const revision = await findRevision(knex, digest);
    const server = revision && (await findServerById(knex, revision.serverId));
    const isServed = server?.approvedDigest === digest && !server.life.retired;
    // First what is known, then the word about it: told twice is worse than a word that is lost with the process.
    await putAlert(knex, {
      ...{ ...now, digest, checkId },
      at: clock.now().toISOString(),
    });
    if (server && isServed) this.#hand(server, checkId, outcome);
    if (server && isServed && isWorse(now, before)) {
      await notifier.verdictWorse(server, {
        check: catalog.get(checkId)?.manifest.title ?? checkId,
        isSerious: outcome === 'fail',
        summary: summary ?? '',
      });
    }
  }

  /** Nobody waits for it: what is lost comes again when the check runs again. */
  #hand(server: ServerRecord, checkId: string, outcome: string) {
    const { verdicts, catalog, clock, logger } = this.#options;
    const known = KNOWN.find(one => one === outcome);
    if (!verdicts || !known) return;
    verdicts
      .hear({
        serverRef: server.serverRef,
        check: catalog.get(checkId)?.manifest.title ?? checkId,
        ...{ outcome: known, at: clock.now().toISOString() },
      })
      .catch(error =>
        logger.debug(
          `The gateway did not hear of ${checkId}: ${stringifyError(error)}`,
        ),
      );
  }
}
