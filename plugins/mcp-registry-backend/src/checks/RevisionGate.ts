import {
  gate,
  type GateDecision,
  type GateException,
  type GateResult,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import {
  type ExceptionRecord,
  openExceptions,
} from '../exceptions/ExceptionStore';
import type { ExceptionUse } from '../exceptions/ExceptionUseStore';
import { findingIdOf } from '../exceptions/findingIds';
import type { RevisionRecord } from '../revisions/RevisionStore';
import type { ServerRecord } from '../servers/ServerRecord';
import type { Clock } from '../service/Clock';
import { registryError } from '../service/registryError';
import type { CheckCatalog } from './CheckCatalog';
import { type CheckRecord, findChecks } from './CheckStore';
import type { CheckSettings } from './readCheckSettings';
import { riskOf } from './riskOf';

/** Says whether the checks of a revision let it be approved. */
export class RevisionGate {
  static create(options: {
    catalog: CheckCatalog;
    settings: CheckSettings;
    clock: Clock;
  }): RevisionGate {
    return new RevisionGate(options);
  }

  readonly #options: Parameters<typeof RevisionGate.create>[0];

  private constructor(options: Parameters<typeof RevisionGate.create>[0]) {
    this.#options = options;
  }

  /** Which checks have to be passed, by the risk that the revision is handled by. */
  requiredOf(
    revision: RevisionRecord,
    server: ServerRecord,
  ): readonly string[] {
    return this.#options.settings.required[riskOf(revision, server).tier];
  }

  /** @param exceptions - for the revision, whether they are approved, or in their time, or not. */
  decide(
    about: { revision: RevisionRecord; server: ServerRecord },
    records: readonly CheckRecord[],
    exceptions: readonly ExceptionRecord[],
  ): GateDecision {
    const { revision, server } = about;
    return gate({
      digest: revision.digest,
      required: this.requiredOf(revision, server),
      installed: this.#options.catalog.manifests(),
      results: records.flatMap(toGateResult),
      exceptions: exceptions.flatMap(exception =>
        toGateException(exception, revision.digest),
      ),
      now: this.#options.clock.now(),
    });
  }

  /**
   * @returns the accepted findings without which it would be held back.
   * @throws ConflictError with the reasons, where the revision is held back.
   */
  async require(
    knex: Knex,
    about: { revision: RevisionRecord; server: ServerRecord },
  ): Promise<ExceptionUse[]> {
    const { decision, reasons, records } = await this.#examine(knex, about);
    if (decision !== 'open') {
      throw registryError(
        'revision.held',
        reasons.map(({ text }) => text).join(' '),
      );
    }
    return this.#acceptedIn(records);
  }

  /** As {@link RevisionGate.require}, for those who go on where it is held back: then there is nothing. */
  async accepted(
    knex: Knex,
    about: { revision: RevisionRecord; server: ServerRecord },
  ): Promise<ExceptionUse[] | undefined> {
    const { decision, records } = await this.#examine(knex, about);
    return decision === 'open' ? this.#acceptedIn(records) : undefined;
  }

  async #examine(
    knex: Knex,
    about: { revision: RevisionRecord; server: ServerRecord },
  ) {
    const { digest, serverId } = about.revision;
    const records = await findChecks(knex, digest);
    const exceptions = await openExceptions(knex, { serverId, digest });
    return { ...this.decide(about, records, exceptions), records };
  }

  /** Every serious finding of a check that failed and yet lets it through: each has an exception, or it would be held back. */
  #acceptedIn(records: readonly CheckRecord[]): ExceptionUse[] {
    const { catalog } = this.#options;
    const found = records
      .filter(
        ({ outcome, checkId, checkVersion }) =>
          outcome === 'fail' &&
          catalog.get(checkId)?.manifest.version === checkVersion,
      )
      .flatMap(({ checkId, findings }) =>
        findings
          .filter(({ level }) => level === 'error')
          .map(finding => ({
            checkId,
            findingId: findingIdOf(checkId, finding),
          })),
      );
    return [...new Map(found.map(use => [use.findingId, use])).values()];
  }
}

/** A row as the gate reads it: one without a verdict counts as not done, or as failed to be done. */
function toGateResult(record: CheckRecord): GateResult[] {
  const { outcome, problem } = record;
  if (outcome === undefined && problem === undefined) return [];
  return [
    {
      digest: record.digest,
      checkId: record.checkId,
      checkVersion: record.checkVersion,
      outcome: outcome ?? 'error',
      summary: (outcome === undefined ? problem : record.summary) ?? '',
      findings: outcome === undefined ? [] : record.findings,
      omittedFindings: record.omittedFindings,
      dataAt: record.dataAt,
    },
  ];
}

/** What people agreed to, for the revision that is asked about: which it is for was asked of the database. */
function toGateException(
  exception: ExceptionRecord,
  digest: string,
): GateException[] {
  const { state, checkId, finding, expiresAt } = exception;
  return state === 'approved' ? [{ digest, checkId, finding, expiresAt }] : [];
}
