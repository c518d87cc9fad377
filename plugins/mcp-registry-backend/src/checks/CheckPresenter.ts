import {
  CHECK_OUTCOMES,
  type CheckManifest,
  isDataStale,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RevisionRecord } from '../revisions/RevisionStore';
import type { ExceptionRecord } from '../exceptions/ExceptionStore';
import { showFindings } from '../exceptions/showFindings';
import type { ServerRecord } from '../servers/ServerRecord';
import type { Clock } from '../service/Clock';
import type { CheckCatalog } from './CheckCatalog';
import type { CheckRecord } from './CheckStore';
import { riskOf } from './riskOf';
import type { RevisionGate } from './RevisionGate';

type Shown = RegistrySchemas['RevisionCheck'];

/** Shows what checks say of a revision. */
export class CheckPresenter {
  static create(options: {
    catalog: CheckCatalog;
    gate: RevisionGate;
    clock: Clock;
  }): CheckPresenter {
    return new CheckPresenter(options);
  }

  readonly #options: Parameters<typeof CheckPresenter.create>[0];

  private constructor(options: Parameters<typeof CheckPresenter.create>[0]) {
    this.#options = options;
  }

  /**
   * @param options - `withEvidence`: findings and evidence name tools and hosts, which not everybody may know. `mayRun`: they
   * may have the checks run again. `latestExceptionEnd`: they may ask for exceptions that end until then.
   */
  show(
    about: { revision: RevisionRecord; server: ServerRecord },
    records: readonly CheckRecord[],
    options: {
      withEvidence: boolean;
      mayRun: boolean;
      latestExceptionEnd?: string;
      exceptions: readonly ExceptionRecord[];
    },
  ): RegistrySchemas['RevisionChecks'] {
    const { catalog, gate } = this.#options;
    const { exceptions, ...shown } = options;
    const required = gate.requiredOf(about.revision, about.server);
    const items = catalog.manifests().map(manifest =>
      this.#showOne(manifest, {
        record: records.find(
          ({ checkId, checkVersion }) =>
            checkId === manifest.id && checkVersion === manifest.version,
        ),
        required: required.includes(manifest.id),
        withEvidence: options.withEvidence,
        exceptions,
      }),
    );
    const { decision, reasons } = gate.decide(about, records, exceptions);
    const risk = riskOf(about.revision, about.server);
    return {
      digest: about.revision.digest,
      ...shown,
      risk: { tier: risk.tier, reasons: [...risk.reasons] },
      gate: {
        decision,
        reasons: options.withEvidence ? [...reasons] : [],
      },
      items,
    };
  }

  #showOne(
    manifest: CheckManifest,
    options: {
      record: CheckRecord | undefined;
      required: boolean;
      withEvidence: boolean;
      exceptions: readonly ExceptionRecord[];
    },
  ): Shown {
    const { record, required, withEvidence, exceptions } = options;
    const now = this.#options.clock.now();
    const outcome = record && this.#outcomeOf(record, manifest, now);
    const shown: Shown = {
      ...{ id: manifest.id, version: manifest.version, title: manifest.title },
      ...{ motivation: manifest.motivation, remedy: manifest.remedy, required },
      state: progressOf(record, now.toISOString()),
      ...(outcome && {
        outcome,
        meaning: manifest.outcomes[outcome],
        checkedAt: record.checkedAt,
      }),
    };
    if (!record || !withEvidence) return shown;
    return {
      ...shown,
      ...(outcome && {
        summary: this.#summaryOf(record, outcome),
        findings:
          record.outcome === undefined
            ? []
            : showFindings(record, { exceptions, now }),
        omittedFindings: record.omittedFindings,
        evidence: record.outcome === undefined ? undefined : record.evidence,
        dataAt: record.dataAt,
      }),
      problem: record.problem,
      nextAt: record.dueAt,
    };
  }

  /** As the gate reads it: no verdict after a failed try, old data and unknown words are errors. */
  #outcomeOf(
    record: CheckRecord,
    { maxDataAgeHours }: CheckManifest,
    now: Date,
  ): Shown['outcome'] {
    if (record.outcome === undefined)
      return record.problem ? 'error' : undefined;
    const known = CHECK_OUTCOMES.find(outcome => outcome === record.outcome);
    const rests = known === 'pass' || known === 'warn';
    const isStale =
      rests && isDataStale({ dataAt: record.dataAt, maxDataAgeHours }, now);
    return isStale ? 'error' : known ?? 'error';
  }

  #summaryOf(record: CheckRecord, outcome: Shown['outcome']): string {
    if (record.outcome === undefined) return record.problem ?? '';
    return outcome === 'error' && record.outcome !== 'error'
      ? `What it rests on is too old by now. It said: ${record.summary ?? ''}`
      : record.summary ?? '';
  }
}

function progressOf(
  record: CheckRecord | undefined,
  now: string,
): Shown['state'] {
  if (record?.claimedUntil && record.claimedUntil >= now) return 'running';
  return !record || record.dueAt <= now ? 'waiting' : 'done';
}
